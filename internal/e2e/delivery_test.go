package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
	"github.com/numberdesk/numberdesk/internal/store"
)

// TestDelivery owes five thousand people a card each. Teams takes fifty requests a second, so it cannot be done in less
// than a hundred seconds; a way that takes a third of a second, and not always the same, makes it no slower.
func TestDelivery(t *testing.T) {
	t.Parallel()
	const people, bound = 5000, 112 * time.Second
	synctest.Test(t, func(t *testing.T) {
		d := owing(t, people, 1, 1)
		d.open(nil)
		d.delivered()
		d.checkOrder(1)
		if took := d.way.last.Sub(d.opened); took > bound {
			t.Errorf("it took %v, want at most %v", took, bound)
		}
	})
}

// TestDeliveryInOrder owes every person several cards, which must arrive in the order they were owed in.
func TestDeliveryInOrder(t *testing.T) {
	t.Parallel()
	const people, each = 100, 6
	synctest.Test(t, func(t *testing.T) {
		d := owing(t, people, each, 1)
		d.open(nil)
		d.delivered()
		d.checkOrder(each)
	})
}

// TestDeliveryAfterACrash lets the desk die somewhere in a delivery, and opens it again on what it had written down.
func TestDeliveryAfterACrash(t *testing.T) {
	const people = 300
	for _, seed := range seeds(8, "DELIVERY_SEED") {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				d := owing(t, people, 1, seed)
				// Three places for each card: before it is sent, when it is answered, and when that is written down.
				place, underway := d.openToCrash(1 + rand.New(rand.NewPCG(seed, 2)).IntN(3*people))
				t.Logf("died at %q with %d under way", place, len(underway))
				d.open(nil)
				d.delivered()
				answered := 0
				for _, p := range d.people {
					cards := p.Cards()
					switch sent := slices.Contains(underway, cards[0].Conversation); {
					case len(cards) == 1:
					case len(cards) > 2:
						t.Errorf("somebody got %d cards", len(cards))
					case !sent:
						answered++
					}
				}
				if answered > 1 || answered == 1 && place != "posted" {
					t.Errorf("%d people got two cards though none was under way to them", answered)
				}
			})
		})
	}
}

// delivery is a house that owes cards to people it has met.
type delivery struct {
	*house
	people []*sim.Person
	way    *way
	opened time.Time
}

// owing is a house, not yet open, as a former process left it: it owes so many people so many cards each.
func owing(t *testing.T, people, each int, seed uint64) *delivery {
	t.Helper()
	world := sim.Sample()
	world.Crowd(people, "+41449990000")
	world.Numbers = nil
	d := &delivery{house: &house{t: t, tenant: sim.New(world)}}
	d.tenant.ServiceURL = "https://microsoft.sim/teams/"
	d.tenant.Drops(false)
	d.config = configFor(world, "https://microsoft.sim", t.TempDir())
	d.config.Reconcile.Schedule = "0 3 * * *"
	d.way = &way{base: d.tenant.Transport(), chance: rand.New(rand.NewPCG(seed, 1)), underway: map[string]bool{}}
	t.Cleanup(d.tenant.Close)

	var chats []activity.Reference
	// One activity is enough to meet somebody; to sign the second would take longer than all the rest.
	met := errors.New("met")
	d.tenant.Bot = func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		a, err := activity.Decode(body)
		chats = append(chats, a.Reference())
		return nil, errors.Join(met, err)
	}
	for i := range people {
		p := d.tenant.Person(fmt.Sprintf("crowd-%d", i+1))
		if err := p.Install(); !errors.Is(err, met) {
			t.Fatal(err)
		}
		d.people = append(d.people, p)
	}
	db, err := store.Open(d.config.Store.Path)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx store.Tx) error {
		for _, ref := range chats {
			if err := store.PutChat(tx, person.ID(ref.ObjectID), ref); err != nil {
				return err
			}
		}
		for n := range each {
			for _, ref := range chats {
				if _, err := store.Enqueue(tx, letter(ref.ObjectID, n), time.Now()); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	return d
}

// letter is a card that waits in the outbox, in the form in which the store keeps it.
func letter(to string, n int) store.Effect {
	words := fmt.Sprintf("Letter %d", n)
	progress, err := json.Marshal(map[string]any{"summary": words, "card": map[string]any{
		"type": "AdaptiveCard", "version": "1.5", "body": []any{map[string]any{"type": "TextBlock", "text": words, "wrap": true}},
	}})
	if err != nil {
		panic(err) // unreachable: plain values
	}
	return store.Effect{Lane: "chat/" + to, Kind: "reply", Person: person.ID(to), Progress: progress}
}

// open starts the desk on what is written down.
func (d *delivery) open(point func(string)) {
	d.t.Helper()
	s, err := server.New(d.config, server.Options{Transport: d.way, Log: slog.New(slog.DiscardHandler), Point: point})
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	d.server, d.opened = s, time.Now()
	wg.Go(func() { s.Work(ctx) })
	d.stop = func() {
		cancel()
		wg.Wait()
		s.Close()
	}
}

// openToCrash opens the desk, and lets it die at that place. What was sent by then arrives all the same, but nobody hears
// the answer. It says where the desk died, and to which conversations something was under way.
func (d *delivery) openToCrash(at int) (place string, underway []string) {
	d.t.Helper()
	reached, dead := make(chan string), make(chan struct{})
	var mu sync.Mutex
	d.open(func(place string) {
		mu.Lock()
		at--
		here := at == 0
		mu.Unlock()
		if here {
			reached <- place
			<-dead
		}
	})
	place = <-reached
	synctest.Wait()
	left := d.config.Store.Path + ".left"
	d.copyStore(left)
	alive := d.way
	d.way = &way{base: alive.base, chance: alive.chance, underway: map[string]bool{}}
	underway = alive.cut()
	close(dead)
	d.stop() // nothing of what it still does can be seen
	d.revive(left)
	return place, underway
}

// delivered waits until nothing is owed, closes the house and asks what holds of every delivery: everybody has his card,
// and Teams refused nothing.
func (d *delivery) delivered() {
	d.t.Helper()
	if err := d.settle(); err != nil {
		d.t.Fatal(err)
	}
	d.stop()
	for _, p := range d.people {
		if len(p.Cards()) == 0 {
			d.t.Fatal("somebody got no card")
		}
	}
	for _, e := range d.tenant.Journal() {
		d.t.Errorf("Teams refused: %s", e)
	}
	for _, v := range d.tenant.Violations() {
		d.t.Errorf("Teams would have refused: %s", v)
	}
	if d.way.throttled > 0 {
		d.t.Errorf("Teams answered 429 %d times, want never", d.way.throttled)
	}
}

// checkOrder: everybody has all his cards, once and in order.
func (d *delivery) checkOrder(each int) {
	d.t.Helper()
	for _, p := range d.people {
		cards := p.Cards() // newest first
		if len(cards) != each {
			d.t.Errorf("somebody got %d cards, want %d", len(cards), each)
			continue
		}
		for i, card := range cards {
			if text, want := strings.Join(card.Lines(), "\n"), fmt.Sprintf("Letter %d", each-1-i); text != want {
				d.t.Errorf("card %d is %q, want %q", each-1-i, text, want)
			}
		}
	}
}

// way is the network between the desk and Teams: a request takes 150 ms there, give or take 40, and an answer as long back.
type way struct {
	base   http.RoundTripper
	chance *rand.Rand

	mu        sync.Mutex
	last      time.Time // when the last message arrived
	throttled int       // answers of 429
	underway  map[string]bool
	broken    bool
}

func (w *way) RoundTrip(r *http.Request) (*http.Response, error) {
	_, conversation, message := strings.Cut(strings.TrimSuffix(r.URL.Path, "/activities"), "/v3/conversations/")
	if !message {
		return w.base.RoundTrip(r) // the login, of which the delivery is no test
	}
	if err := w.begin(conversation); err != nil {
		return nil, err
	}
	w.travel()
	// What is on its way arrives, whatever becomes of who sent it.
	resp, err := w.base.RoundTrip(r.WithContext(context.WithoutCancel(r.Context())))
	arrived := time.Now()
	w.travel()
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.broken:
		if err == nil {
			err = errors.Join(resp.Body.Close(), errors.New("the connection broke"))
		}
		return nil, err
	case err != nil:
		return nil, err
	}
	w.last = arrived
	if resp.StatusCode == http.StatusTooManyRequests {
		w.throttled++
	}
	delete(w.underway, conversation)
	return resp, nil
}

func (w *way) begin(conversation string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.broken {
		return errors.New("the network is gone")
	}
	w.underway[conversation] = true
	return nil
}

func (w *way) travel() {
	w.mu.Lock()
	d := 110*time.Millisecond + time.Duration(w.chance.IntN(80))*time.Millisecond
	w.mu.Unlock()
	time.Sleep(d)
}

// cut breaks the way, and says to which conversations something was under way.
func (w *way) cut() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.broken = true
	var conversations []string
	for c := range w.underway {
		conversations = append(conversations, c)
	}
	return conversations
}
