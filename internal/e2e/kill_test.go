package e2e

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/sim"
)

var (
	onlySeed = flag.Uint64("seed", 0, "play only this seed of the random kills or walks (or KILL_SEED, WALK_SEED)")
	killRuns = flag.Int("kills", 6, "how many seeds of random kills to play")
)

// tale is what people and admins do while the bot is killed, told so that it can be gone on with after each death.
type tale struct {
	prepare func(*bot)
	play    func(*bot)
	check   func(*bot, *ledger)
}

var tales = map[string]tale{
	"a request is approved and delivered": {
		play: func(b *bot) {
			b.say("adele", "request")
			b.click("adele", "Send request", map[string]string{"reason": "New in the shop"})
			b.click("megan", "Approve", nil)
			b.untilRequest("R-1", request.Delivered)
		},
		check: func(b *bot, l *ledger) { b.checkHolds(l, "adele", 1) },
	},
	"a request is denied": {
		play: func(b *bot) {
			b.say("adele", "request")
			b.click("adele", "Send request", map[string]string{"reason": "New in the shop"})
			b.click("megan", "Deny", map[string]string{"reason": "Not before May"})
			b.untilRequest("R-1", request.Denied)
		},
		check: func(b *bot, l *ledger) { b.checkHolds(l, "adele", 0) },
	},
	"a list of people is approved": {
		prepare: func(b *bot) {
			if err := b.tenant.SetManager("henrietta", "megan"); err != nil {
				b.t.Fatal(err)
			}
		},
		play: func(b *bot) {
			b.say("megan", "request for AdeleV@contoso.com; HenriettaM@contoso.com")
			b.click("megan", "Send request", map[string]string{"reason": "New in the shop"})
			b.click("alex", "Approve", nil)
			b.untilRequest("R-1", request.Delivered)
		},
		check: func(b *bot, l *ledger) {
			b.checkHolds(l, "adele", 1)
			b.checkHolds(l, "henrietta", 1)
		},
	},
	"what goes with a number is granted": {
		prepare: func(b *bot) {
			b.tenant.Permit("TeamsPolicyUserAssign.ReadWrite.All", true)
			b.tenant.Permit("User-Phone.ReadWrite.All", true)
			if err := b.tenant.SetBusinessPhone("adele", "+41 44 000 00 00"); err != nil {
				b.t.Fatal(err)
			}
			b.configure("personas: [{name: shop, for: user.department == \"Retail\", dial_plan: ch_shop, voice_routing: ch_shop}]\ndirectory: {write_business_phone: true}\n")
		},
		play: func(b *bot) {
			b.say("alex", "assign next adelev@contoso.com")
			b.until("all that goes with R-1 is granted", func() bool {
				var answer struct{ Request request.Request }
				err := json.Unmarshal(b.command("why", "R-1").JSON, &answer)
				return err == nil && answer.Request.State == request.Delivered && len(answer.Request.Setup.Open()) == 0
			})
			b.until("what the directory showed before is in the audit", func() bool {
				return strings.Contains(b.command("audit", "--request", "R-1").Text, "before: +41 44 000 00 00")
			})
		},
		check: func(b *bot, l *ledger) {
			b.checkHolds(l, "adele", 1)
			if got, want := []string{b.tenant.BusinessPhone("adele")}, held(b.tenant, "adele"); !slices.Equal(got, want) {
				b.t.Errorf("the directory shows %q, want %q", got, want)
			}
			written := 0
			for _, e := range l.entries {
				if e.What == "phone.written" {
					written++
				}
			}
			if written != 1 {
				b.t.Errorf("the audit says %d times that the business phone was written, want once", written)
			}
			for _, kind := range []string{"TenantDialPlan", "OnlineVoiceRoutingPolicy"} {
				if got := b.tenant.Granted("adele", kind); got != "ch_shop" {
					b.t.Errorf("%s is %q, want ch_shop", kind, got)
				}
			}
		},
	},
	"an admin orders a number in chat": {
		play: func(b *bot) {
			b.say("alex", "assign next adelev@contoso.com")
			b.untilRequest("R-1", request.Delivered)
		},
		check: func(b *bot, l *ledger) { b.checkHolds(l, "adele", 1) },
	},
	"a number is changed for another one": {
		prepare: func(b *bot) { b.has("adele", "+41446681007") },
		play: func(b *bot) {
			b.say("adele", "request change")
			b.click("adele", "Send request", map[string]string{"reason": "Easier to remember"})
			b.click("megan", "Approve", nil)
			b.untilRequest("R-1", request.Delivered)
		},
		check: func(b *bot, l *ledger) {
			b.checkHolds(l, "adele", 1)
			if n := l.numbers["+41446681007"]; n.State != inventory.Resting || string(n.Last) != b.tenant.IDOf("adele") {
				b.t.Errorf("the old number is %s, and was last with %q", n.State, n.Last)
			}
		},
	},
	"a number cannot be changed and is put back": {
		prepare: func(b *bot) {
			b.has("adele", "+41446681007")
			if err := b.tenant.Fault("POST assignNumber", sim.Fault{Fails: "User lacks appropriate licenses to assign a DirectRouting number"}); err != nil {
				b.t.Fatal(err)
			}
		},
		play: func(b *bot) {
			b.say("alex", "assign next adelev@contoso.com --swap")
			b.until("the change is over", func() bool {
				state := b.stateOf("R-1")
				return state == request.Delivered || state == request.DeliveryFailed
			})
			b.settle()
			if b.stateOf("R-1") == request.DeliveryFailed { // killed before it was known that it failed, it may succeed the second time
				if b.tenant.Holder("+41446681007") != "adele" {
					b.t.Error("the old number was not put back")
				}
				b.say("alex", "requests retry R-1")
			}
			b.untilRequest("R-1", request.Delivered)
		},
		check: func(b *bot, l *ledger) {
			b.checkHolds(l, "adele", 1)
			if n := l.numbers["+41446681007"]; n.State != inventory.Resting {
				b.t.Errorf("the old number is %s", n.State)
			}
		},
	},
	"a number is taken from who lost the licence": {
		prepare: func(b *bot) {
			b.has("adele", "+41446681007")
			if err := b.tenant.License("adele", "MCOEV", false); err != nil {
				b.t.Fatal(err)
			}
		},
		play: func(b *bot) {
			b.command("reconcile", "--apply")
			b.until("the number rests", func() bool {
				if b.tenant.Holder("+41446681007") != "" {
					return false
				}
				return strings.Contains(b.command("numbers", "+41446681007").Text, "resting")
			})
		},
		check: func(b *bot, l *ledger) {
			b.checkHolds(l, "adele", 0)
			if n := l.numbers["+41446681007"]; n.State != inventory.Resting {
				b.t.Errorf("the number is %s", n.State)
			}
		},
	},
}

// TestKilledAnywhere kills the bot at every place where a crash could hurt, one run for each, and goes on with the tale.
func TestKilledAnywhere(t *testing.T) {
	t.Parallel()
	for name, told := range tales {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := runTale(t, told, nil)
			places := b.passed()
			if len(places) < 5 {
				t.Fatalf("only %d places to die at: %q", len(places), places)
			}
			for n, place := range places {
				t.Run(fmt.Sprintf("at %d %s", n+1, place), func(t *testing.T) {
					t.Parallel()
					runTale(t, told, []int{n + 1})
				})
			}
		})
	}
}

// runTale plays one tale with a bot that dies at these places, and holds the world and the ledger against the rules.
func runTale(t *testing.T, told tale, kills []int) *bot {
	b := newBot(t, 1, false, "adele", "megan", "alex", "henrietta")
	if told.prepare != nil {
		told.prepare(b)
	}
	first := 1 << 30
	if len(kills) > 0 {
		first, b.kills = kills[0], kills[1:]
	}
	b.arm(first)
	told.play(b)
	b.settle()
	b.checkCards()
	l := b.ledger()
	told.check(b, l)
	b.checkTruth(l)
	return b
}

// TestKilledAtRandom kills the bot several times in one run, while answers of Teams are lost as well.
func TestKilledAtRandom(t *testing.T) {
	t.Parallel()
	for _, seed := range seeds(*killRuns, "KILL_SEED") {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			chance := rand.New(rand.NewPCG(seed, 0))
			b := newBot(t, seed, true, "adele", "megan", "alex", "henrietta")
			for range 2 + chance.IntN(4) {
				b.kills = append(b.kills, 1+chance.IntN(15))
			}
			t.Logf("dies at %v; again with: go test -run TestKilledAtRandom -seed %d", b.kills, seed)
			b.arm(b.kills[0])
			b.kills = b.kills[1:]

			b.say("adele", "request")
			b.click("adele", "Send request", map[string]string{"reason": "New in the shop"})
			b.say("alex", "assign next henriettam@contoso.com")
			b.click("megan", "Approve", nil)
			b.untilRequest("R-1", request.Delivered)
			b.untilRequest("R-2", request.Delivered)
			b.settle()
			if err := b.tenant.License("henrietta", "MCOEV", false); err != nil {
				t.Fatal(err)
			}
			b.command("reconcile", "--apply")
			b.until("henrietta's number is taken back", func() bool { return len(held(b.tenant, "henrietta")) == 0 })
			b.settle()

			b.checkCards()
			l := b.ledger()
			b.checkHolds(l, "adele", 1)
			b.checkHolds(l, "henrietta", 0)
			b.checkTruth(l)
		})
	}
}

// held are the numbers somebody truly has.
func held(t *sim.Tenant, who string) []string {
	var numbers []string
	for number, holder := range t.Held() {
		if holder == who {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

func (b *bot) untilRequest(id string, state request.State) {
	b.t.Helper()
	b.until(id+" is "+string(state), func() bool { return b.stateOf(id) == state })
}

// stateOf is how a request stands; "" while it is not known.
func (b *bot) stateOf(id string) request.State {
	var answer struct{ Request request.Request }
	if err := json.Unmarshal(b.command("why", id).JSON, &answer); err != nil {
		return ""
	}
	return answer.Request.State
}

// has gives somebody a number that the desk knows of.
func (b *bot) has(who, number string) {
	b.t.Helper()
	if err := b.tenant.Assign(number, who); err != nil {
		b.t.Fatal(err)
	}
	b.command("reconcile", "--apply")
	b.settle()
}

// checkHolds: somebody has so many numbers, in Teams and in the ledger alike.
func (b *bot) checkHolds(l *ledger, who string, want int) {
	b.t.Helper()
	teams := held(b.tenant, who)
	var ours []string
	for _, n := range l.numbers {
		if string(n.Holder) == b.tenant.IDOf(who) && n.State == inventory.Assigned {
			ours = append(ours, string(n.Phone))
		}
	}
	if len(teams) != want || !slices.Equal(teams, ours) {
		b.t.Errorf("%s has %q in Teams and %q here; want %d", who, teams, ours, want)
	}
}

// checkTruth: nothing is half done, nothing was done twice, and the ledger does not contradict itself.
func (b *bot) checkTruth(l *ledger) {
	b.t.Helper()
	for _, wrong := range l.contradictions() {
		b.t.Error(wrong)
	}
	for _, e := range l.owed {
		if !slices.Contains([]string{"expire", "rest", "near", "remind", "escalate"}, e.Kind) {
			b.t.Errorf("still owed: %s in lane %s", e.Kind, e.Lane)
		}
	}
	for _, n := range l.numbers {
		switch n.State {
		case inventory.Available, inventory.Assigned, inventory.Resting:
		default:
			b.t.Errorf("%s is left %s", n.Phone, n.State)
		}
	}
	for _, wrong := range twice(b.tenant.Journal()) {
		b.t.Error(wrong)
	}
	for _, v := range b.tenant.Violations() {
		if strings.Contains(v, "client disconnected") || strings.Contains(v, "unexpected EOF") {
			continue // the half of a request that a killed process had sent
		}
		b.t.Errorf("Microsoft would have refused: %s", v)
	}
}

// twice finds what was done again though it had been done. A change that Teams carried out makes it refuse the same
// change with these words.
func twice(journal []sim.Entry) []string {
	var wrong []string
	for _, e := range journal {
		for _, words := range []string{"already been assigned to the user", "another operation in progress", "is not assigned", "already has a primary"} {
			if !e.Accepted && strings.Contains(e.Why, words) {
				wrong = append(wrong, "done twice: "+e.String())
			}
		}
	}
	return wrong
}

// checkCards: no card of a request that is over offers a decision. Only a copy that a crash left behind between sending
// and noting may; it must redraw itself when it is opened.
func (b *bot) checkCards() {
	b.t.Helper()
	b.tenant.Shown()
	for _, who := range []string{"adele", "megan", "alex"} {
		p := b.tenant.Person(who)
		for _, title := range []string{"Approve", "Cancel request"} {
			button, stale, cards := "["+title+"]", []sim.Message{}, 0
			for _, m := range p.Cards() {
				text := strings.Join(m.Lines(), "\n")
				if strings.Contains(text, "R-1") {
					cards++
				}
				if strings.Contains(text, button) {
					stale = append(stale, m)
				}
			}
			if len(stale) > 0 && cards == len(stale) {
				b.t.Errorf("no card of %s shows how it ended: %q", who, stale[0].Lines())
			}
			for _, m := range stale {
				b.deliver(who, func(p *sim.Person) error { return p.ClickStale(m, title, nil) })
				for _, shown := range b.tenant.Shown() {
					if shown.Person != who || shown.Message.ID != m.ID {
						continue
					}
					if text := strings.Join(shown.Message.Lines(), "\n"); shown.How != "answer" || strings.Contains(text, button) {
						b.t.Errorf("a copied card of %s stays open when clicked: %s %s", who, shown.How, text)
					}
				}
			}
		}
	}
	b.settle()
}
