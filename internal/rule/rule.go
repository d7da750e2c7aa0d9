// Package rule is to hold expressions over a person. This is the place where it goes: until then every rule is refused.
package rule

import "github.com/numberdesk/numberdesk/internal/problem"

type Rule struct{}

type Attributes struct {
	City, Office, UsageLocation, Department, Country, Company string
	Groups, Plans                                             []string
}

type Outcome struct {
	Match   bool
	Because string
}

func Compile(string) (Rule, error) {
	return Rule{}, problem.New(problem.Invalid, "This version knows no rules yet.")
}

func (Rule) Eval(Attributes) Outcome { return Outcome{} }
