package e2e

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
)

type numberRow struct {
	Number  string          `json:"number"`
	State   inventory.State `json:"state"`
	Holder  string          `json:"holder"`
	Request string          `json:"request"`
}

func (h *house) json(into any, words ...string) {
	h.t.Helper()
	p := h.server.Print(context.Background(), words, nil)
	if err := json.Unmarshal(p.JSON, into); err != nil {
		h.t.Fatalf("%v: %v in %s", words, err, p.JSON)
	}
}

// checkInvariants holds the desk against what must be true after every step, and against the tenant's own record.
func (h *house) checkInvariants() {
	h.t.Helper()
	var numbers []numberRow
	h.json(&numbers, "numbers", "--all")
	var requests []request.Request
	h.json(&requests, "requests", "--all")
	open := map[request.ID]request.Request{}
	for _, r := range requests {
		open[r.ID] = r
	}

	seen, primary := map[string]bool{}, map[string]string{}
	tenant := h.tenant.Held()
	for _, n := range numbers {
		if seen[n.Number] {
			h.t.Errorf("two rows for %s", n.Number)
		}
		seen[n.Number] = true
		switch n.State {
		case inventory.Held, inventory.Assigning, inventory.Assigned, inventory.Unknown:
			if other, twice := primary[n.Holder]; twice && h.tenant.KeyOf(n.Holder) != "" && !changing(requests, n.Holder, other, n.Number) {
				h.t.Errorf("%s has two numbers: %s and %s", h.tenant.KeyOf(n.Holder), other, n.Number)
			}
			primary[n.Holder] = n.Number
		case inventory.Available:
			if n.Holder != "" || n.Request != "" {
				h.t.Errorf("%s is available, yet %+v", n.Number, n)
			}
		}
		if n.State == inventory.Held || n.State == inventory.Assigning {
			if r := open[request.ID(n.Request)]; !r.Open() || !r.Has(phone.Number(n.Number)) {
				h.t.Errorf("%s is %s for %s, which is %s with %q", n.Number, n.State, n.Request, r.State, r.Number)
			}
		}
	}
	for _, r := range requests {
		if r.State == request.Delivered && r.Decision == nil {
			h.t.Errorf("%s was delivered without a decision", r.ID)
		}
		h.checkVotes(r)
	}
	if owed, _ := h.server.Desk.Owed(); owed == 0 {
		h.checkTenant(numbers, tenant)
	}
	if v := h.tenant.Violations(); len(v) > 0 {
		h.t.Errorf("Microsoft would have refused: %q", v)
	}
	h.checkJournal(requests)
	for _, wrong := range append(h.ledger().contradictions(), twice(h.tenant.Journal())...) {
		h.t.Error(wrong)
	}
}

// changing reports whether somebody changes one number for the other.
func changing(requests []request.Request, who, a, b string) bool {
	return slices.ContainsFunc(requests, func(r request.Request) bool {
		return string(r.For) == who && r.Both(phone.Number(a), phone.Number(b))
	})
}

// checkVotes: nobody decides on his own request, or twice, and what was approved has the approvals that each of its stages
// wants.
func (h *house) checkVotes(r request.Request) {
	h.t.Helper()
	approvals, voted := map[int]int{}, map[string]int{}
	for _, v := range r.Votes {
		before, twice := voted[string(v.By)]
		if v.By == r.For || v.By == r.By || !slices.Contains(r.PutTo, v.By) {
			h.t.Errorf("%s: %s decided, to whom it was not put", r.ID, h.tenant.KeyOf(string(v.By)))
		}
		if twice {
			h.t.Errorf("%s: %s decided in stages %d and %d", r.ID, h.tenant.KeyOf(string(v.By)), before, v.Stage)
		}
		voted[string(v.By)] = v.Stage
		if v.Approved {
			approvals[v.Stage]++
		}
	}
	if r.Decision == nil || !r.Decision.Approved || r.Decision.By == "" || len(r.Votes) == 0 {
		return
	}
	for i, stage := range r.Stages {
		if want := max(stage.Quorum, 1); approvals[i] != want {
			h.t.Errorf("%s was approved with %d approvals in stage %d, which wants %d", r.ID, approvals[i], i, want)
		}
	}
}

// checkTenant: what the desk calls assigned is so in Teams, once nothing is owed.
func (h *house) checkTenant(numbers []numberRow, tenant map[string]string) {
	h.t.Helper()
	for _, n := range numbers {
		holder := tenant[n.Number]
		if n.State == inventory.Available && holder != "" && slices.Contains(h.given, n.Number) {
			h.t.Errorf("%s is available here and with %s in Teams", n.Number, holder)
		}
	}
}

// checkJournal: Teams accepted at most one assignment of a number to a person for each time the desk set out to
// deliver it, or to put it back.
func (h *house) checkJournal(requests []request.Request) {
	h.t.Helper()
	deliveries := map[string]int{}
	for _, r := range requests {
		for _, n := range []phone.Number{r.Number, r.Old} { // a change that failed puts the old one back, each time
			deliveries[string(n)+" to "+h.tenant.KeyOf(string(r.For))] += r.Attempt
		}
	}
	accepted := map[string]int{}
	for _, e := range h.tenant.Journal() {
		key := e.Number + " to " + e.Target
		switch {
		case e.What == "assignNumber" && e.Accepted:
			accepted[key]++
			h.given = append(h.given, e.Number)
		case e.What == "unassignNumber" && e.Accepted:
			for k := range accepted {
				if len(k) > len(e.Number) && k[:len(e.Number)] == e.Number {
					delete(accepted, k)
				}
			}
		}
	}
	for key, n := range accepted {
		if n > max(1, deliveries[key]) {
			h.t.Errorf("Teams accepted %d assignments of %s, for %d deliveries", n, key, deliveries[key])
		}
	}
}
