package e2e

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
)

var (
	walks     = flag.Int("walks", 12, "how many random walks to take")
	walkSteps = flag.Int("walksteps", 80, "how many steps a walk has")
	walkTell  = flag.Bool("walktell", false, "tell the steps of walks that pass, too")
)

// TestWalks lets people, admins and the world do anything in any order, and holds the desk against its rules after every
// step. A walk that fails prints its steps and the seed that takes it again.
func TestWalks(t *testing.T) {
	for _, seed := range seeds(*walks, "WALK_SEED") {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { walk(t, seed, *walkSteps) })
		})
	}
}

// seeds are 1 to n, or the one that the environment or the flag names, to take it again.
func seeds(n int, env string) []uint64 {
	if s, err := strconv.ParseUint(os.Getenv(env), 10, 64); err == nil {
		return []uint64{s}
	}
	if *onlySeed != 0 {
		return []uint64{*onlySeed}
	}
	all := make([]uint64, n)
	for i := range all {
		all[i] = uint64(i) + 1
	}
	return all
}

// walker is one walk through the house.
type walker struct {
	*house
	chance *rand.Rand
	steps  []string
	// seen are cards as they were once shown, and to whom.
	seen []sim.Shown
	// touched are numbers somebody gave or took in the admin center, or whose holder is gone: there the desk may lag.
	touched map[string]bool
	// unreached are people who blocked the bot, removed it, cleared the chat or were deleted at some time, or who were
	// shown an old answer once more: a card of theirs may lag until it is opened.
	unreached map[string]bool
	// beside is a reconcile that goes on while other things happen.
	beside sync.WaitGroup
	// acted is when somebody last sent something.
	acted map[string]time.Time
	// drops is whether chance loses answers of Teams in this walk.
	drops bool
	// known counts the audit's entries at the last look.
	known int
	// assigned are numbers somebody had at the last look.
	assigned []string
	// asked counts the requests so far.
	asked int
}

// walkedStages are the approvals that walks go through.
var walkedStages = [][]server.Stage{
	{{Approvers: []string{"manager"}}},
	{{Approvers: []string{"manager"}}, {Approvers: []string{"admin_groups"}}},
	{{Approvers: []string{"manager", "managers_manager", "admin_groups"}, Quorum: 2}},
}

func walk(t *testing.T, seed uint64, steps int) {
	w := &walker{chance: rand.New(rand.NewPCG(seed, 1)), touched: map[string]bool{}, unreached: map[string]bool{}, acted: map[string]time.Time{}}
	// Few numbers, so that people get in one another's way.
	w.house = openRanges(t, sim.Sample(), func(c *server.Config) {
		c.Reconcile.MaxReleasePercent = 50
		c.Approval.Stages = walkedStages[int(seed)%len(walkedStages)]
		c.Approval.OnBehalf = []string{"manager", "admin_groups"}
	},
		"zurich CH Zurich +41446681000 +41446681001", "berlin DE Berlin +493055501006 +493055501007", "munich DE Munich +498955502000 +498955502008")
	w.tenant.Seed(seed)
	w.drops = w.chance.IntN(2) == 0
	w.tenant.Drops(w.drops)
	w.stammer()
	w.known = len(w.ledger().entries)
	defer func() {
		if t.Failed() || *walkTell {
			t.Logf("again with: go test ./internal/e2e -run TestWalks -seed %d -walksteps %d\n%s", seed, steps, strings.Join(w.steps, "\n"))
		}
	}()
	for len(w.steps) < steps && !t.Failed() {
		w.step()
	}
	w.beside.Wait()
	if !t.Failed() {
		w.rest()
	}
}

// step does one thing and holds the desk against its rules.
func (w *walker) step() {
	at := w.chance.IntN(weights)
	for _, s := range walkable {
		if at -= s.weight; at >= 0 {
			continue
		}
		did, err := s.do(w)
		if did == "" {
			return // there was nothing to do it with
		}
		if err != nil {
			did += ": " + err.Error()
		}
		w.steps = append(w.steps, fmt.Sprintf("%3d %s  %s", len(w.steps)+1, time.Now().Format("01-02 15:04:05"), did))
		if err != nil && strings.HasPrefix(err.Error(), "the bot") && !strings.Contains(err.Error(), "answered 401") {
			w.t.Errorf("%s", did)
		}
		if w.chance.IntN(3) > 0 {
			w.settled()
		}
		w.look()
		return
	}
}

// look holds what is written down, and what Microsoft saw, against the rules. Nothing is in motion but what waits.
func (w *walker) look() *ledger {
	w.t.Helper()
	synctest.Wait()
	for _, shown := range w.tenant.Shown() {
		if shown.Message.Card != nil {
			w.seen = append(w.seen, shown)
		}
	}
	l := w.ledger()
	for _, wrong := range l.contradictions() {
		w.t.Error(wrong)
	}
	for _, wrong := range twice(w.tenant.Journal()) {
		w.t.Error(wrong)
	}
	for _, v := range w.tenant.Violations() {
		if strings.Contains(v, "Invalid user identity") {
			continue // of somebody who has been deleted meanwhile, which only the answer can tell
		}
		w.t.Errorf("Microsoft would have refused: %s", v)
	}
	for _, e := range l.entries[w.known:] {
		if slices.Contains([]string{"number.adopt", "number.move", "number.clash"}, e.What) && !w.touched[string(e.Number)] {
			w.t.Errorf("%s of %s (%s), though nobody touched it outside the desk", e.What, e.Number, e.Cause)
		}
	}
	w.assigned = nil
	for _, n := range l.numbers {
		if n.State == inventory.Assigned && n.Request != "" {
			w.assigned = append(w.assigned, string(n.Phone))
		}
	}
	slices.Sort(w.assigned)
	w.asked, w.known = len(l.requests), len(l.entries)
	return l
}

// settled waits until nothing is owed that is due.
func (w *walker) settled() {
	w.t.Helper()
	w.beside.Wait()
	if err := w.settle(); err != nil {
		l := w.ledger()
		w.t.Errorf("still owed after hours: %+v", l.owed)
	}
}

// rest lets the house come to rest: nothing goes wrong any more, all that is owed is done, and the desk and Teams agree.
func (w *walker) rest() {
	w.tenant.Heal()
	w.tenant.Drops(false)
	w.settled()
	w.agree()
	w.settled()
	l := w.look()
	w.checkDone(l)
	w.checkTeams(l)
	w.checkCards(l)
	w.tenant.Drops(w.drops)
}

// agree reconciles until all is settled. A second run changes nothing but what the first could not know: it believes what
// is missed twice, looks at the account of a holder whom the first discovered, and at what moved because of the first,
// as when a number that it freed goes to who has waited.
func (w *walker) agree() {
	w.t.Helper()
	var before map[phone.Number]inventory.Change
	known := len(w.ledger().entries)
	for range 5 {
		var plan struct {
			Complete bool
			Stopped  string
			Changes  []inventory.Change
		}
		moved := map[phone.Number]bool{}
		for _, e := range w.ledger().entries[known:] {
			moved[e.Number] = true
		}
		w.json(&plan, "reconcile", "--apply")
		synctest.Wait()
		known = len(w.ledger().entries)
		w.settled()
		if !plan.Complete {
			w.t.Error("the read was not complete, though nothing was wrong")
			return
		}
		now := map[phone.Number]inventory.Change{}
		for _, c := range plan.Changes {
			first, again := before[c.Number]
			news := moved[c.Number] || again && (!first.Missed.IsZero() || first.On == inventory.Adopt || first.On == inventory.Move || first.On == inventory.Confirm)
			if before != nil && !c.Drift && !news {
				w.t.Errorf("a second reconcile still changes: %+v, after %+v", c, first)
			}
			if !c.Drift {
				now[c.Number] = c
			}
		}
		if plan.Stopped != "" || len(now) == 0 {
			return
		}
		before = now
	}
	w.t.Error("reconcile goes on and on")
}

// checkDone: with nothing owed, nothing is half done.
func (w *walker) checkDone(l *ledger) {
	w.t.Helper()
	for _, e := range l.owed {
		if !slices.Contains([]string{"expire", "rest", "near", "remind", "escalate"}, e.Kind) {
			w.t.Errorf("still owed: %s in lane %s", e.Kind, e.Lane)
		}
	}
	free := map[string]bool{}
	for _, n := range l.numbers {
		switch n.State {
		case inventory.Available:
			free[n.Range] = true
		case inventory.Assigning, inventory.Releasing:
			w.t.Errorf("%s is left %s", n.Phone, n.State)
		case inventory.Unknown:
			if r := l.requests[request.ID(n.Request)]; r.State != request.DeliveryFailed {
				w.t.Errorf("%s is unknown for %s, which is %s", n.Phone, n.Request, r.State)
			}
		}
	}
	for _, r := range l.requests {
		switch r.State {
		case request.Delivering:
			if !r.Several() || !slices.ContainsFunc(r.Lines, func(line request.Line) bool { return l.requests[line.Request].Open() }) {
				w.t.Errorf("%s is left being delivered", r.ID)
			}
		case request.Waiting:
			for _, name := range r.Ranges {
				if free[name] {
					w.t.Errorf("%s waits, though %s has a free number", r.ID, name)
				}
			}
		}
	}
}

// checkTeams: what the desk says of a number nobody else touched is so in Teams.
func (w *walker) checkTeams(l *ledger) {
	w.t.Helper()
	teams := w.tenant.Held()
	for _, n := range l.numbers {
		if w.touched[string(n.Phone)] {
			continue
		}
		holder := teams[string(n.Phone)]
		switch n.State {
		case inventory.Available, inventory.Held, inventory.Resting:
			if holder != "" {
				w.t.Errorf("%s is %s here, and %s has it in Teams", n.Phone, n.State, holder)
			}
		case inventory.Assigned, inventory.Parked:
			if holder != w.tenant.KeyOf(string(n.Holder)) {
				w.t.Errorf("%s is %s to %s here, and %q has it in Teams", n.Phone, n.State, w.tenant.KeyOf(string(n.Holder)), holder)
			}
		}
	}
}

// checkCards: of every request a person has a card of, one shows how it stands, and any other redraws itself when it is
// opened.
func (w *walker) checkCards(l *ledger) {
	w.t.Helper()
	buttons := map[string]func(request.Request) bool{
		"Approve":        func(r request.Request) bool { return r.State == request.PendingApproval },
		"Cancel request": request.Request.Cancelable,
	}
	for _, who := range w.tenant.Keys() {
		p := w.tenant.Person(who)
		for title, open := range buttons {
			right, stale := map[request.ID]bool{}, []sim.Message{}
			for _, m := range p.Cards() {
				r := l.requests[requestOn(m)]
				switch {
				case r.ID == "" || (string(r.For) == p.ID()) != (title == "Cancel request"):
				case hasButton(m, title) == open(r):
					right[r.ID] = true
				case hasButton(m, title):
					stale = append(stale, m)
				}
			}
			for _, m := range stale {
				id := requestOn(m)
				if !right[id] && !w.unreached[who] {
					w.t.Errorf("no card of %s shows that %s is %s: %q", who, id, l.requests[id].State, m.Lines())
				}
				if err := p.ClickStale(m, title, nil); err != nil {
					w.t.Error(err)
				}
			}
		}
	}
	w.clickClosedRows(l)
	w.settled()
	for _, shown := range w.tenant.Shown() {
		id := requestOn(shown.Message)
		for title, open := range buttons {
			if shown.How == "answer" && hasButton(shown.Message, title) && !open(l.requests[id]) {
				w.t.Errorf("a card of %s stays open when clicked, though %s is %s", shown.Person, id, l.requests[id].State)
			}
		}
	}
	if after := w.ledger(); len(after.entries) != len(l.entries) {
		w.t.Errorf("clicks on cards of what is over led to %d moves", len(after.entries)-len(l.entries))
	}
}

// clickClosedRows clicks on what lists that were not updated still ask of requests that are decided.
func (w *walker) clickClosedRows(l *ledger) {
	w.t.Helper()
	for _, who := range w.tenant.Keys() {
		p := w.tenant.Person(who)
		for _, m := range p.Cards() {
			for _, found := range rowButton.FindAllStringSubmatch(strings.Join(m.Lines(), "\n"), -1) {
				if l.requests[request.ID(found[3])].State == request.PendingApproval {
					continue
				}
				if err := p.ClickStale(m, found[1], nil); err != nil {
					w.t.Error(err)
				}
			}
		}
	}
}

// requestOn is the request a card names.
func requestOn(m sim.Message) request.ID {
	for _, line := range m.Lines() {
		if rest, ok := strings.CutPrefix(line, "Request: "); ok {
			id, _, _ := strings.Cut(rest, ",")
			return request.ID(id)
		}
	}
	return ""
}
