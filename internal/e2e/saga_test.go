package e2e

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/contract"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/sim"
)

var sagas = flag.Int("sagas", 50, "how many sagas to play, each an assignment, every other time a change, and a release that the desk dies in")

// sagasOfAHouse share a company, because to found one takes longer than a saga.
const sagasOfAHouse = 25

// taker is who gets the number in a saga: a person, or a resource account.
type taker struct {
	key, upn string
	service  bool
}

var takers = map[string]taker{"a person": {"adele", "adelev@contoso.com", false}, "a service": {queue, queueUPN, true}}

// TestSagaKilledBetweenEveryTwoSteps gives a number, changes it for another one, and takes that back, and lets the desk die
// at each place where a crash could hurt, one saga for each.
func TestSagaKilledBetweenEveryTwoSteps(t *testing.T) {
	for name, of := range takers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				m := openMortal(t, 1, of)
				for _, change := range []bool{false, true} {
					// How often Teams is asked until it shows a change differs from number to number, so that no saga tells how
					// many places the next one has: it ends when several were over before they died.
					died, over := 0, 0
					for n := 1; over < 4; n++ {
						before := m.deaths
						if places := m.saga(change, n); m.deaths > before {
							died++
						} else if over++; len(places) >= n || len(places) < 10 {
							t.Fatalf("lived on at place %d of %d: %q", n, len(places), places)
						}
					}
					t.Logf("died at %d places", died)
				}
				m.check()
			})
		})
	}
}

// TestSagasKilledAtRandom lets the desk die several times in a saga, while answers are lost and Microsoft fails.
func TestSagasKilledAtRandom(t *testing.T) {
	for _, seed := range seeds((*sagas+sagasOfAHouse-1)/sagasOfAHouse, "SAGA_SEED") {
		for name, of := range takers {
			t.Run(fmt.Sprintf("%s/%d", name, seed), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { killedAtRandom(t, seed, of) })
			})
		}
	}
}

func killedAtRandom(t *testing.T, seed uint64, of taker) {
	m := openMortal(t, seed, of)
	chance := rand.New(rand.NewPCG(seed, 3))
	m.tenant.Drops(seed%2 == 0)
	for i := range sagasOfAHouse {
		var kills []int
		for range 1 + chance.IntN(4) {
			kills = append(kills, 1+chance.IntN(14))
		}
		trouble := m.misfortune(chance)
		t.Logf("%s; dies after %v", trouble, kills)
		m.saga(i%2 == 1, kills...)
		if t.Failed() {
			t.Fatalf("again with: go test ./internal/e2e -run TestSagasKilledAtRandom -seed %d", seed)
		}
	}
	m.check()
}

// misfortune orders something that goes wrong once and passes by itself.
func (m *mortal) misfortune(chance *rand.Rand) string {
	m.t.Helper()
	m.tenant.Heal()
	writes := []sim.Fault{{Status: 429, RetryAfter: 20 * time.Second}, {Status: 500}, {Status: 503, RetryAfter: 5 * time.Second}, {DropBefore: true}, {DropAfter: true}, {Status: 400, Body: wobbleBody}}
	reads := []sim.Fault{{Status: 429, RetryAfter: 20 * time.Second}, {Status: 500, Times: 5}, {DropBefore: true, Times: 2}, {Status: 404}}
	var match string
	var fault sim.Fault
	switch chance.IntN(5) {
	case 0:
		return "nothing goes wrong"
	case 1:
		match, fault = "GET operations", reads[chance.IntN(len(reads))]
	case 2:
		match, fault = "GET numberAssignments", reads[chance.IntN(3)]
	default:
		match, fault = []string{"POST assignNumber", "POST unassignNumber"}[chance.IntN(2)], writes[chance.IntN(len(writes))]
	}
	if err := m.tenant.Fault(match, fault); err != nil {
		m.t.Fatal(err)
	}
	return fmt.Sprintf("%s %+v", match, fault)
}

// mortal is a house whose desk can die at a place and be started again on what it had written down.
type mortal struct {
	*house
	of             taker
	deaths, rounds int
	known          int // entries of Microsoft's journal that earlier sagas account for
	wire           *wire
	writes         atomic.Int32 // to Teams, since an admin typed something last

	mu            sync.Mutex
	kills         []int // places until each death
	left          int   // places until the next one; not more than zero is never
	places        []string
	reached, dead chan struct{}
}

func openMortal(t *testing.T, seed uint64, of taker) *mortal {
	t.Helper()
	m := &mortal{house: openRanges(t, sim.Sample(), throughGraph, "zurich CH Zurich +41446681000 +41446681099"), of: of}
	if of.service {
		m.command("ranges", "set", "zurich", "--capability", "service")
	}
	m.tenant.Seed(seed)
	m.tenant.Drops(false)
	m.stop()
	m.point = m.passing
	m.rise()
	return m
}

// passing is called at each place where a crash could hurt.
func (m *mortal) passing(place string) {
	m.mu.Lock()
	m.places = append(m.places, place)
	m.left--
	reached, dead, here := m.reached, m.dead, m.left == 0
	m.mu.Unlock()
	if here {
		close(reached)
		<-dead
	}
}

// rise starts the desk, with a line to Microsoft of its own.
func (m *mortal) rise() {
	m.t.Helper()
	graph, err := contract.Graph()
	if err != nil {
		m.t.Fatal(err)
	}
	m.mu.Lock()
	m.left, m.reached, m.dead = 0, make(chan struct{}), make(chan struct{})
	if len(m.kills) > 0 {
		m.left, m.kills = m.kills[0], m.kills[1:]
	}
	m.mu.Unlock()
	m.wire = &wire{next: contract.Transport{Contract: graph, Prefix: "/v1.0", Next: m.tenant.Transport(), Ours: true, Wrong: m.t.Errorf}, writes: &m.writes}
	m.way = m.wire
	m.start()
}

// die ends the desk as it stands: nothing it still does is seen by anybody, and what it wrote down last is what is left.
func (m *mortal) die() {
	m.t.Helper()
	m.deaths++
	synctest.Wait()
	left := m.config.Store.Path + ".left"
	m.copyStore(left)
	m.wire.cut()
	close(m.dead)
	m.stop()
	m.revive(left)
	m.rise()
}

// saga gives somebody, or a service, a number and takes it back, with a desk that dies after so many places, and after so
// many more; with a change of the number for another one between the two, if wanted. It answers the places it passed.
func (m *mortal) saga(change bool, kills ...int) []string {
	m.t.Helper()
	m.stop()
	m.mu.Lock()
	m.kills, m.places = kills, nil
	m.mu.Unlock()
	m.rise()

	number := m.brings("assign", "next", m.of.upn)
	numbers := []string{string(number)}
	if change {
		old := number
		number = m.brings("assign", "next", m.of.upn, "--swap")
		if numbers = append(numbers, string(number)); old == number || m.stateOf(old) != inventory.Resting {
			m.t.Errorf("%s was changed for %s, and is %s", old, number, m.stateOf(old))
		}
		if holder := m.tenant.Holder(string(old)); holder != "" {
			m.t.Errorf("%s was changed for another one, and is with %q in Teams", old, holder)
		}
	}
	m.lives(func() (words []string, done bool) {
		state := m.stateOf(number)
		if m.gaveUp(state == inventory.ReleaseRefused) || state == inventory.Assigned {
			words = []string{"release", string(number)}
		}
		return words, state == inventory.Resting
	})
	if holder := m.tenant.Holder(string(number)); holder != "" {
		m.t.Errorf("%s is called resting, and is with %q in Teams", number, holder)
	}
	m.spare()
	m.account(numbers...)
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.places)
}

// brings lets an admin order a number, until it is where it is to be.
func (m *mortal) brings(words ...string) (number phone.Number) {
	m.t.Helper()
	m.rounds++
	id := request.ID(fmt.Sprintf("R-%d", m.rounds))
	m.lives(func() (_ []string, done bool) {
		var all []request.Request
		m.json(&all, "requests", "--all")
		at := slices.IndexFunc(all, func(r request.Request) bool { return r.ID == id })
		if at < 0 {
			return words, false
		}
		r := all[at]
		if number = r.Number; m.gaveUp(r.State == request.DeliveryFailed) {
			return []string{"requests", "retry", string(id)}, false
		}
		return nil, r.State == request.Delivered && m.stateOf(number) == inventory.Assigned
	})
	if holder := m.tenant.Holder(string(number)); holder != m.of.key {
		m.t.Errorf("%s is called delivered, and is with %q in Teams", number, holder)
	}
	return number
}

// spare lets the desk live, or rise when it has died after all was done.
func (m *mortal) spare() {
	m.t.Helper()
	synctest.Wait()
	m.mu.Lock()
	m.left, m.kills = 0, nil
	m.mu.Unlock()
	select {
	case <-m.reached:
		m.die()
	default:
	}
	if err := m.settle(); err != nil {
		m.t.Error(err)
	}
}

// gaveUp reports whether the desk left to an admin whether something was done. It may, when it wrote three times and heard
// of none.
func (m *mortal) gaveUp(gave bool) bool {
	m.t.Helper()
	if writes := m.writes.Load(); gave && writes < 3 {
		m.t.Errorf("gave up after it had written %d times", writes)
	}
	return gave
}

// lives lets an admin type what there is to type until all is done, whatever deaths that takes.
func (m *mortal) lives(stands func() (words []string, done bool)) {
	m.t.Helper()
	for range 30 {
		words, done := stands()
		if done {
			return
		}
		ctx, cancel := context.WithTimeout(m.t.Context(), 2*time.Hour)
		settled := make(chan struct{})
		desk := m.server
		go func() {
			defer close(settled)
			if words != nil {
				m.writes.Store(0)
				if p := desk.Print(ctx, words, nil); p.Refused {
					m.t.Logf("%v: %s", words, p.Text) // it is typed again
				}
			}
			desk.Desk.Settled(ctx)
		}()
		select {
		case <-settled:
			synctest.Wait()
		case <-m.reached:
			cancel()
			m.die()
			<-settled
		}
		cancel()
	}
	synctest.Wait()
	l := m.ledger()
	m.t.Fatalf("not done after thirty lives: %+v, still owed: %+v", l.requests[request.ID(fmt.Sprintf("R-%d", m.rounds))], l.owed)
}

func (m *mortal) stateOf(number phone.Number) inventory.State {
	m.t.Helper()
	var rows []numberRow
	if m.json(&rows, "numbers", string(number)); len(rows) != 1 {
		m.t.Fatalf("%s has %d rows", number, len(rows))
	}
	return rows[0].State
}

// account holds what Microsoft wrote down of a saga against what was ordered: each number given once and taken once, and
// nothing that was tried again though it had been done.
func (m *mortal) account(numbers ...string) {
	m.t.Helper()
	all := m.tenant.Journal()
	journal := all[m.known:]
	m.known = len(all)
	accepted := map[string]int{}
	for _, e := range journal {
		if e.Accepted {
			accepted[e.What+" "+e.Number]++
		}
	}
	for _, number := range numbers {
		for _, what := range []string{"assignNumber ", "unassignNumber "} {
			if got := accepted[what+number]; got != 1 {
				m.t.Errorf("Teams accepted %s%s %d times, want once", what, number, got)
			}
			delete(accepted, what+number)
		}
	}
	for what, n := range accepted {
		if strings.Contains(what, "assignNumber") {
			m.t.Errorf("Teams accepted %s %d times, which nobody ordered", what, n)
		}
	}
	for _, wrong := range twice(journal) {
		m.t.Error(wrong)
	}
}

// check holds what all sagas left behind against the rules.
func (m *mortal) check() {
	m.t.Helper()
	m.checkInvariants()
}

// wire is the network between one life of the desk and Microsoft.
type wire struct {
	next   http.RoundTripper
	broken atomic.Bool
	writes *atomic.Int32
}

func (l *wire) cut() { l.broken.Store(true) }

// RoundTrip lets what is on its way arrive, and nobody hear of it after a death.
func (l *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "ssignNumber") {
		l.writes.Add(1)
	}
	if l.broken.Load() {
		return nil, errors.New("the process is gone")
	}
	resp, err := l.next.RoundTrip(r.WithContext(context.WithoutCancel(r.Context())))
	if err == nil && l.broken.Load() {
		return nil, errors.Join(resp.Body.Close(), errors.New("the process is gone"))
	}
	return resp, err
}
