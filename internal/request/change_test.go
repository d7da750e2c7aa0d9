package request_test

import (
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
)

func TestOnlyAnOpenChangeHasTwoNumbers(t *testing.T) {
	const old, new, third = phone.Number("+41446681003"), phone.Number("+41446681005"), phone.Number("+41446681007")
	for _, c := range []struct {
		name string
		r    request.Request
		a, b phone.Number
		want bool
	}{
		{"the old and the new one while it waits for approval", request.Request{Kind: request.Change, State: request.PendingApproval, Number: new, Old: old}, old, new, true},
		{"in whatever order, after it failed", request.Request{Kind: request.Change, State: request.DeliveryFailed, Number: new, Old: old}, new, old, true},
		{"not when it is delivered", request.Request{Kind: request.Change, State: request.Delivered, Number: new, Old: old}, old, new, false},
		{"not when it was canceled", request.Request{Kind: request.Change, State: request.Canceled, Number: new, Old: old}, old, new, false},
		{"not a third one", request.Request{Kind: request.Change, State: request.Delivering, Number: new, Old: old}, old, third, false},
		{"not one number twice", request.Request{Kind: request.Change, State: request.Delivering, Number: new, Old: old}, old, old, false},
		{"not when none is known", request.Request{Kind: request.Change, State: request.Waiting, Old: old}, old, new, false},
		{"a service's change", request.Request{Kind: request.Service, State: request.Delivering, Number: new, Old: old}, old, new, true},
		{"not a request for a service's first number", request.Request{Kind: request.Service, State: request.Delivering, Number: new}, old, new, false},
		{"not a request for a first number", request.Request{Kind: request.New, State: request.Delivering, Number: new, Old: old}, old, new, false},
	} {
		if got := c.r.Both(c.a, c.b); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestNobodyAsksForAResourceAccount(t *testing.T) {
	queue := &person.Person{ID: "queue", Name: "Sales Queue", Plans: []person.Plan{{ID: "f47330e9-c134-43b3-9993-e7f004506889", Status: "Enabled"}}}
	err := request.MayAsk(request.Standing{Person: queue, Other: true, Served: true})
	if got := problem.Say(err).String(); problem.KindOf(err) != problem.Conflict || !strings.Contains(got, "Sales Queue is a resource account, not a person") {
		t.Errorf("got %v, want a refusal that says what to do", err)
	}
}

func TestANumberIsChangedByChoiceAlone(t *testing.T) {
	adele := &person.Person{ID: "adele", Enabled: true, Plans: []person.Plan{{ID: "4828c8ec-dc2e-4779-b502-87ac9ce28ab7", Status: "Enabled"}}}
	for _, c := range []struct {
		name string
		s    request.Standing
		says string
	}{
		{"who has one and asks for one", request.Standing{Number: "+41446681003"}, "request change"},
		{"who has one and asks to change it", request.Standing{Number: "+41446681003", Change: true}, ""},
		{"who has none to change", request.Standing{Change: true}, "no number that could be changed"},
		{"who asked already", request.Standing{Number: "+41446681003", Change: true, Open: "R-1"}, "open request, R-1"},
	} {
		c.s.Person, c.s.Served = adele, true
		err := request.MayAsk(c.s)
		if got := problem.Say(err).String(); (err == nil) != (c.says == "") || err != nil && !strings.Contains(got, c.says) {
			t.Errorf("%s: got %v, want a refusal that says %q", c.name, err, c.says)
		}
	}
}
