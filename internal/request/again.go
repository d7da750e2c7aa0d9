package request

import (
	"slices"
	"time"
)

// AsksNumber reports whether who decides may depend on which number it is.
func (p Policy) AsksNumber() bool {
	return len(p.Self) > 0 || slices.ContainsFunc(p.Stages, func(s Stage) bool { return s.When != "" })
}

// Lacks are the stages that the policy asks for a number and that an approved request has not been through: those of which
// the rule holds for this number, and all when it was approved by a rule that does not hold for it. A stage without a rule
// asks nothing of the number, so that a request keeps those it began with. An admin's own command lacks none.
func (p Policy) Lacks(r Request, about About) []Stage {
	if r.Ordered() {
		return nil
	}
	stages, _ := p.Path(about)
	return slices.DeleteFunc(slices.Clone(stages), func(s Stage) bool {
		return s.When == "" && !r.byRule() || slices.ContainsFunc(r.Stages, s.same)
	})
}

// byRule reports whether a rule of the policy approved the request, and nobody was asked.
func (r Request) byRule() bool { return r.Decision != nil && r.Decision.By == "" && !r.Ordered() }

func (s Stage) same(o Stage) bool {
	return slices.Equal(s.Ask, o.Ask) && s.Quorum == o.Quorum && s.Reason == o.Reason && s.When == o.When
}

// Through sends an approved request through more stages, until expires: the number it is to get asks for them. What was said
// in the earlier ones stays said.
func (r Request) Through(more []Stage, expires time.Time) Request {
	if len(r.Stages) == 0 && !r.byRule() {
		r.Stages = ManagerAlone.Stages
	}
	r.Stage = len(r.Stages)
	r.Stages = append(slices.Clone(r.Stages), more...)
	r.Decision, r.Approvers, r.Since = nil, nil, time.Time{}
	r.Expires, r.Near = expires, time.Time{}
	return r
}
