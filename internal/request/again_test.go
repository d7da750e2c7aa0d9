package request_test

import (
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/rule"
	"github.com/numberdesk/numberdesk/internal/say"
)

func TestAnotherNumberThanTheApprovedOne(t *testing.T) {
	manager := request.Stage{Ask: []request.Source{request.Manager}, Quorum: 1}
	vip := request.Stage{Ask: []request.Source{request.AdminGroups}, Quorum: 1, When: `"vip" in wanted.tags`}
	policy := request.Policy{Stages: []request.Stage{manager, vip}, Self: []string{`"spare" in wanted.tags`}}
	by := func(who string) *request.Decision {
		d := &request.Decision{Approved: true}
		if d.By = "megan"; who == "rule" {
			d.By, d.Rule = "", say.Words("a rule of your company")
		}
		return d
	}
	for _, c := range []struct {
		name string
		r    request.Request
		tags []string
		want []request.Stage
	}{
		{"an ordinary number for an ordinary number", request.Request{Stages: []request.Stage{manager}, Decision: by("megan")}, nil, nil},
		{"one that needs a stage more", request.Request{Stages: []request.Stage{manager}, Decision: by("megan")}, []string{"vip"}, []request.Stage{vip}},
		{"a lesser one", request.Request{Stages: []request.Stage{manager, vip}, Decision: by("megan")}, nil, nil},
		{"the same stage is not asked twice", request.Request{Stages: []request.Stage{manager, vip}, Decision: by("megan")}, []string{"vip"}, nil},
		{"stages it began with are kept when the policy has others", request.Request{Stages: []request.Stage{{Ask: []request.Source{request.Owner}}}, Decision: by("megan")}, nil, nil},
		{"approved by a rule that holds for this one, too", request.Request{By: "adele", Decision: by("rule")}, []string{"spare"}, nil},
		{"approved by a rule that does not hold for this one", request.Request{By: "adele", Decision: by("rule")}, nil, []request.Stage{manager}},
		{"approved by a rule, and this one needs all stages", request.Request{By: "adele", Decision: by("rule")}, []string{"vip"}, []request.Stage{manager, vip}},
		{"an admin's own command", request.Request{By: "megan", Decision: by("megan")}, []string{"vip"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := policy.Lacks(c.r, request.About{Wanted: rule.Wanted{Range: "zurich", Tags: c.tags}})
			if len(got) != len(c.want) {
				t.Fatalf("it lacks %v, want %v", got, c.want)
			}
			for i := range got {
				if got[i].When != c.want[i].When {
					t.Errorf("it lacks %v, want %v", got, c.want)
				}
			}
			if len(got) == 0 {
				return
			}
			r := c.r.Through(got, time.Unix(0, 0))
			if r.Decision != nil || r.Now().When != got[0].When || len(r.Stages) != len(c.r.Stages)+len(got) {
				t.Errorf("it goes on in stage %d of %v", r.Stage, r.Stages)
			}
		})
	}
}
