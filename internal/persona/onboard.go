package persona

import "time"

// Onboarding is how people who are in a persona's security groups come to a number without asking for it.
type Onboarding string

const (
	// ByThemselves: they ask. It is the zero value.
	ByThemselves Onboarding = ""
	// Asked for them: the company's approval policy decides, as if they had asked themselves.
	Asked Onboarding = "ask"
	// Given: being in the group is the approval.
	Given Onboarding = "give"
)

// Past is what became of somebody's numbers and requests so far.
type Past struct {
	// Has is set when he has a number, is getting one, or a request of his is open.
	Has bool
	// Unanswered is set when his last request brought him no number: it was denied, withdrawn or ran out.
	Unanswered bool
	// Taken is when a person, not a rule, last took a number from him; zero for never.
	Taken time.Time
}

// remembered is how long a number that a person took from somebody is not given to him again by a rule.
const remembered = 90 * 24 * time.Hour

// Comes reports whether somebody in the group of a persona is to get a number by rule. What a person decided about him
// before stands: a rule that asks again would have it decided anew with every run.
func (p Past) Comes(now time.Time) bool {
	return !p.Has && !p.Unanswered && (p.Taken.IsZero() || now.Sub(p.Taken) > remembered)
}

// Onboarding are the personas whose people get a number without asking, in the order in which they are tried.
func (ps Personas) Onboarding() []Persona {
	var some []Persona
	for _, p := range ps.all {
		if p.Onboard != ByThemselves {
			some = append(some, p)
		}
	}
	return some
}
