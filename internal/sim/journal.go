package sim

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Entry is one line of the journal: a write to Graph, or a request that was refused.
type Entry struct {
	At       time.Time
	What     string // the action or route, such as assignNumber
	Number   string // E.164, when the request named one
	Target   string // key of who got the number, or lost it
	Location string // the emergency location's id, when one was given
	Policy   string // types and names of the policies that were granted, or the types of those taken away
	Phone    string // the business phone that was written
	Accepted bool
	Why      string // of a refusal: the error's code and message
}

// String is the entry as a sentence, such as "assignNumber +41446681000 to adele".
func (e Entry) String() string {
	s := e.What
	for _, of := range []string{e.Number, e.Policy, e.Phone} {
		if of != "" {
			s += " " + of
		}
	}
	switch {
	case e.Target != "" && strings.HasPrefix(e.What, "unassign"):
		s += " from " + e.Target
	case e.Target != "":
		s += " to " + e.Target
	}
	if e.Location != "" {
		s += " at " + e.Location
	}
	if !e.Accepted {
		s += " refused: " + e.Why
	}
	return s
}

// Journal is every accepted write to Graph and every refused request, oldest first. A throttled or failing answer that
// [Tenant.Fault] ordered for a write counts as refused; a dropped connection leaves no trace unless it was executed.
func (t *Tenant) Journal() []Entry {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.journal)
}

// Violations are the requests nobody was meant to send, each with what is wrong about it. A test asserts it empty.
func (t *Tenant) Violations() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.violations)
}

func (t *Tenant) violation(format string, args ...any) {
	t.violations = append(t.violations, fmt.Sprintf(format, args...))
}

func (t *Tenant) note(e Entry) {
	e.At = time.Now()
	t.journal = append(t.journal, e)
}
