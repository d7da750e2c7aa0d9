package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/numberdesk/numberdesk/internal/sim"
	"github.com/numberdesk/numberdesk/internal/store"
	"github.com/numberdesk/numberdesk/internal/transcript"
)

// walkable is what can happen in a walk, and how often it does. Each answers the transcript line of what it did, or
// nothing when there was nothing to do it with.
var walkable = []struct {
	weight int
	do     func(*walker) (did string, err error)
}{
	{10, func(w *walker) (string, error) {
		return w.say(w.someone(), one(w, "request", "request", "Request", "request "+w.number(), "request change", "request change "+w.number(), "status", "number", "cancel", "help", "approvals", "requst", "<b>hi</b>", `"`))
	}},
	{24, (*walker).ask},
	{10, (*walker).sendForm},
	{4, (*walker).askForSeveral},
	{24, func(w *walker) (string, error) { return w.press("Approve", w.inputs("", "", "Fine")) }},
	{6, func(w *walker) (string, error) { return w.press("Deny", w.inputs("", "Not now", "No & never")) }},
	{8, (*walker).pressRow},
	{5, func(w *walker) (string, error) { return w.press("Cancel request", nil) }},
	{3, func(w *walker) (string, error) { return w.press(one(w, "Release", "Release", "Keep"), nil) }},
	{9, (*walker).meddle},
	{5, (*walker).stale},
	{4, (*walker).atOnce},
	{3, (*walker).redeliver},
	{3, func(w *walker) (string, error) { return w.world("refresh " + w.someone()) }},
	{10, func(w *walker) (string, error) {
		return w.say(one(w, "alex", "alex", "alex", "alex", w.someone()), w.adminWord())
	}},
	{4, func(w *walker) (string, error) { return w.world("command " + w.adminWord()) }},
	{6, func(w *walker) (string, error) { return w.world("command reconcile --apply") }},
	{3, (*walker).standStill},
	{6, (*walker).slowRead},
	{2, (*walker).incompleteRead},
	{5, func(w *walker) (string, error) {
		return w.world("license " + w.someone() + " " + one(w, "-", "+") + "MCOEV")
	}},
	{2, func(w *walker) (string, error) { return w.world(one(w, "disable ", "enable ") + w.someone()) }},
	{3, (*walker).leave},
	{4, (*walker).adminCenter},
	{2, func(w *walker) (string, error) {
		return w.world("manager " + w.someone() + one(w, " megan", " nestor", " patti", " adele", ""))
	}},
	{2, (*walker).hide},
	{9, (*walker).fault},
	{3, func(w *walker) (string, error) { return w.world("heal") }},
	{10, func(w *walker) (string, error) {
		return w.world("wait " + one(w, "1s", "3s", "10s", "1m", "20m", "5h", "25h", "3d", "8d", "31d"))
	}},
	{3, func(w *walker) (string, error) { return w.world("restart") }},
}

var weights = func() (sum int) {
	for _, s := range walkable {
		sum += s.weight
	}
	return sum
}()

func one(w *walker, of ...string) string { return of[w.chance.IntN(len(of))] }

// few are enough people and numbers for them to get in one another's way.
func (w *walker) someone() string {
	return one(w, "adele", "henrietta", "megan", "johanna", "lidia", "diego", "joni", "patti")
}

// number is as often as not one that somebody has.
func (w *walker) number() string {
	if had := w.assigned; len(had) > 0 && w.chance.IntN(2) == 0 {
		return had[w.chance.IntN(len(had))]
	}
	return one(w, "+414466810", "+4930555010", "+4989555020") + one(w, "00", "01", "02", "06", "07", "08", "08")
}

func (w *walker) upn(key string) string {
	for _, u := range w.tenant.World.People {
		if u.Key == key {
			return u.UPN
		}
	}
	return key
}

func (w *walker) adminWord() string {
	id := fmt.Sprintf("R-%d", 1+w.chance.IntN(1+w.asked))
	return one(w, "assign next "+w.upn(w.someone()), "assign "+w.number()+" "+w.upn(w.someone()), "assign next "+w.upn(w.someone())+" --swap",
		"assign "+w.number()+" "+w.upn(w.someone())+" --swap", "release "+w.number(), "release "+w.number()+" --yes",
		"requests retry "+id, "requests cancel "+id, "sync", "numbers", "requests", "why "+w.number(), "why "+id, "drift", "report", "sites",
		"reserve "+w.number()+" --for "+one(w, "reception", w.upn(w.someone()))+one(w, "", " --until 2030-01-01"),
		"block "+w.number()+" --reason test", "unblock "+w.number(), "unblock "+w.number(), "accept "+w.number(),
		"forbidden "+one(w, "add", "remove", "remove")+" "+one(w, "*02", "+4144668100?", w.number()),
		"ranges set zurich "+one(w, "--strategy rested", "--strategy lowest", "--gold *07", "--low-stock 47", "--order 7"))
}

func (w *walker) say(who, text string) (string, error) {
	w.acted[who] = time.Now()
	return "@" + who + " > " + text, w.tenant.Person(who).Say(text)
}

// world is a command of the transcripts, so that a failing walk can be made one.
func (w *walker) world(line string) (string, error) {
	stage := w.walkStage()
	_, err := stage.World(line)
	return "! " + line, err
}

func (w *walker) walkStage() transcript.Stage {
	return transcript.NewStage(w.tenant, w.settle, func(line string) (bool, []string, error) {
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "command":
			w.server.Print(context.Background(), strings.Fields(rest), nil)
			return true, nil, nil
		case "restart":
			w.beside.Wait()
			w.restart()
			w.stammer()
			return true, nil, nil
		}
		return false, nil, nil
	})
}

// inputs types one of the reasons.
func (w *walker) inputs(reasons ...string) map[string]string {
	if reason := one(w, reasons...); reason != "" {
		return map[string]string{"reason": reason}
	}
	return nil
}

// press presses a button on somebody's card that has one now.
func (w *walker) press(title string, inputs map[string]string) (string, error) {
	card, ok := w.cardWith(title)
	if !ok {
		return "", nil
	}
	return line(card.Person, title, inputs), w.click(card.Person, card.Message, title, inputs)
}

// rowButton is a button of a list of what waits for somebody.
var rowButton = regexp.MustCompile(`\[((Approve|Deny) (R-\d+))\]`)

// pressRow presses a button of a row on somebody's list.
func (w *walker) pressRow() (string, error) {
	type row struct {
		who, title string
		message    sim.Message
	}
	var rows []row
	for _, who := range w.tenant.Keys() {
		for _, m := range w.tenant.Person(who).Cards() {
			for _, found := range rowButton.FindAllStringSubmatch(strings.Join(m.Lines(), "\n"), -1) {
				rows = append(rows, row{who, found[1], m})
			}
		}
	}
	if len(rows) == 0 {
		return "", nil
	}
	r := rows[w.chance.IntN(len(rows))]
	return line(r.who, r.title, nil), w.click(r.who, r.message, r.title, nil)
}

// cardWith is one of the cards that have a button now, and whose it is.
func (w *walker) cardWith(title string) (card sim.Shown, ok bool) {
	var all []sim.Shown
	for _, who := range w.tenant.Keys() {
		for _, m := range w.tenant.Person(who).Cards() {
			if hasButton(m, title) {
				all = append(all, sim.Shown{Person: who, Message: m})
			}
		}
	}
	if len(all) == 0 {
		return card, false
	}
	return all[w.chance.IntN(len(all))], true
}

func (w *walker) click(who string, m sim.Message, title string, inputs map[string]string) error {
	w.acted[who] = time.Now()
	return w.tenant.Person(who).ClickStale(m, title, inputs)
}

func hasButton(m sim.Message, title string) bool {
	return strings.Contains(strings.Join(m.Lines(), "\n"), "["+title+"]")
}

func line(who, title string, inputs map[string]string) string {
	l := transcript.Line{Kind: transcript.Click, Text: title}
	for name, value := range inputs {
		l.Inputs = append(l.Inputs, transcript.Input{Name: name, Value: value})
	}
	return "@" + who + " " + l.Format()
}

// ask asks for a number in one go.
func (w *walker) ask() (string, error) {
	who, inputs := w.someone(), w.inputs("New here", "Moved", "Needs <at>one</at> & [more](x)")
	p := w.tenant.Person(who)
	word := one(w, "request", "request", "request change")
	err := p.Say(word)
	if err == nil {
		err = w.settle()
	}
	if cards := p.Cards(); err == nil && len(cards) > 0 && hasButton(cards[0], "Send request") {
		err = w.click(who, cards[0], "Send request", inputs)
	}
	return "@" + who + " > " + word + ", " + line(who, "Send request", inputs), err
}

func (w *walker) askForSeveral() (string, error) {
	who, inputs := w.someone(), w.inputs("New hotline", "Moved")
	list := "request for"
	for range 2 + w.chance.IntN(3) {
		list += " " + w.upn(w.someone())
	}
	p := w.tenant.Person(who)
	err := p.Say(list)
	if err == nil {
		err = w.settle()
	}
	if cards := p.Cards(); err == nil && len(cards) > 0 && hasButton(cards[0], "Send request") {
		err = w.click(who, cards[0], "Send request", inputs)
	}
	return "@" + who + " > " + list + ", " + line(who, "Send request", inputs), err
}

func (w *walker) sendForm() (string, error) {
	inputs := w.inputs("New here", "Moved", "Needs <at>one</at> & [more](x)")
	did, err := w.press("Send request", inputs)
	return did, err
}

// stale presses a button as it once was, in anybody's name: a client can be made to send anything.
func (w *walker) stale() (string, error) {
	if len(w.seen) == 0 {
		return "", nil
	}
	shown := w.seen[w.chance.IntN(len(w.seen))]
	title := one(w, "Approve", "Deny", "Cancel request", "Send request", "Release")
	if !hasButton(shown.Message, title) {
		return "", nil
	}
	who := shown.Person
	if w.chance.IntN(4) == 0 {
		who = w.someone()
	}
	inputs := w.inputs("", "Late")
	return "(stale) " + line(who, title, inputs), w.click(who, shown.Message, title, inputs)
}

// atOnce presses two buttons of one card at the same time.
func (w *walker) atOnce() (string, error) {
	for _, who := range w.tenant.Keys() {
		p := w.tenant.Person(who)
		for _, m := range p.Cards() {
			if !hasButton(m, "Approve") && !hasButton(m, "Send request") {
				continue
			}
			titles := []string{"Approve", one(w, "Deny", "Approve")}
			if hasButton(m, "Send request") {
				titles = []string{"Send request", "Send request"}
			}
			inputs := map[string]string{"reason": "At once"}
			var errs [2]error
			var wg sync.WaitGroup
			for i, title := range titles {
				wg.Go(func() { errs[i] = p.ClickStale(m, title, inputs) })
			}
			wg.Wait()
			if errs[0] == nil {
				errs[0] = errs[1]
			}
			return line(who, titles[0], inputs) + " and at the same time " + line(who, titles[1], inputs), errs[0]
		}
	}
	return "", nil
}

// standStill lets nothing go wrong and nobody do anything, and reconciles until the desk agrees with Teams.
func (w *walker) standStill() (string, error) {
	w.rest()
	return "! heal, and then reconcile until nothing changes", nil
}

// slowRead reconciles while a number is given or taken: the numbers are read before, and the people after.
func (w *walker) slowRead() (string, error) {
	if err := w.tenant.Fault("GET users", sim.Fault{Status: 429, RetryAfter: 9 * time.Second}); err != nil {
		return "", err
	}
	w.beside.Go(func() { w.server.Print(context.Background(), []string{"reconcile", "--apply"}, nil) })
	did, err := w.say("alex", one(w, "assign next "+w.upn(w.someone()), "release "+w.number()+" --yes", "release "+w.number()+" --yes"))
	return "! reconcile, slowly, and beside it " + did, err
}

// incompleteRead reconciles while a page of numbers cannot be read. Nothing may come of it.
func (w *walker) incompleteRead() (string, error) {
	w.tenant.Heal()
	w.settled()
	if err := w.tenant.Fault("GET "+one(w, "numberAssignments", "numberAssignments", "users"), sim.Fault{Status: 503, Skip: w.chance.IntN(2), Times: sim.Always}); err != nil {
		return "", err
	}
	before := len(w.look().entries)
	p := w.server.Print(context.Background(), []string{"reconcile", "--apply"}, nil)
	for _, e := range w.look().entries[before:] {
		if p.Refused && (strings.HasPrefix(e.Cause, "reconcile") || strings.HasPrefix(e.Cause, "discovered")) {
			w.t.Errorf("an incomplete read led to %s of %s", e.What, e.Number)
		}
	}
	w.tenant.Heal()
	return "! reconcile while pages cannot be read", nil
}

// redeliver sends somebody's last activity once more. It changes nothing, and he sees its first answer again.
func (w *walker) redeliver() (string, error) {
	who := one(w, "alex", "alex", "megan", w.someone())
	at, ok := w.acted[who]
	if !ok || time.Since(at) > 48*time.Hour {
		return "", nil
	}
	w.settled()
	l := w.look()
	before := len(l.entries)
	changed := slices.ContainsFunc(l.entries, func(e store.Entry) bool {
		return e.Actor.ID == w.tenant.IDOf(who) && !e.At.Before(at)
	})
	w.unreached[who] = true
	did, err := w.world("redeliver " + who)
	w.settled()
	for _, e := range w.look().entries[before:] {
		// What was refused the first time may be granted the second.
		if changed && !slices.Contains([]string{"request.expire", "number.unhold", "number.free"}, e.What) {
			w.t.Errorf("%s once more led to %s", did, e.What)
		}
	}
	return did, err
}

// meddle lets somebody whom it does not concern decide, withdraw or command.
func (w *walker) meddle() (string, error) {
	who := w.someone()
	if w.chance.IntN(3) == 0 {
		return w.say(who, w.adminWord())
	}
	title := one(w, "Approve", "Approve", "Cancel request")
	card, ok := w.cardWith(title)
	if !ok || card.Person == who {
		return "", nil
	}
	return "(on the card of " + card.Person + ") " + line(who, title, nil), w.click(who, card.Message, title, nil)
}

// stammer makes Teams deliver some activities twice at once, as it may.
func (w *walker) stammer() {
	bot := w.tenant.Bot
	w.tenant.Bot = func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		again := r.Clone(r.Context())
		r.Body, again.Body = io.NopCloser(bytes.NewReader(body)), io.NopCloser(bytes.NewReader(body))
		if sum := sha256.Sum256(body); sum[0]%8 > 0 {
			return bot(r)
		}
		second := make(chan error)
		go func() {
			response, err := bot(again)
			if err == nil {
				_, err = io.Copy(io.Discard, response.Body)
				response.Body.Close()
			}
			second <- err
		}()
		response, err := bot(r)
		if late := <-second; err == nil {
			err = late
		}
		return response, err
	}
}

// leave lets somebody go, come back, or be gone for good.
func (w *walker) leave() (string, error) {
	who := one(w, "johanna", "joni", "lidia")
	w.unreached[who] = true
	return w.world(one(w, "delete ", "delete ", "restore ", "restore ", "purge ") + who)
}

func (w *walker) adminCenter() (string, error) {
	number := w.number()
	w.touched[number] = true
	if w.chance.IntN(2) == 0 {
		return w.world("unassign " + number)
	}
	return w.world("assign " + number + " " + w.someone())
}

// hide makes somebody hard to reach.
func (w *walker) hide() (string, error) {
	who := w.someone()
	w.unreached[who] = true
	return w.world(one(w, "uninstall ", "install ", "block ", "unblock ", "clear ") + who)
}

// fault orders something to go wrong. Tokens are left alone: who waits for one while it is fetched again waits on a lock
// of the credential, which a synctest bubble does not count as waiting, so that its time would stand still.
func (w *walker) fault() (string, error) {
	route := one(w, "POST assignNumber", "POST assignNumber", "POST unassignNumber", "GET numberAssignments", "GET operations",
		"GET users", "POST activities", "PUT activities", "POST conversations", "GET members")
	what := one(w, "429 3s", "429", "503", "504", "500", "400", "403", "404", "drop", "lose")
	switch {
	case strings.HasSuffix(route, "assignNumber") && w.chance.IntN(4) == 0:
		what = "fails The service is unavailable"
	case strings.HasSuffix(route, "ctivities") || strings.HasSuffix(route, "conversations"):
		what = one(w, "429 3s", "429", "500", "502", "503", "504", "drop", "lose") // any other is Teams' last word
	}
	return w.world(fmt.Sprintf("fault %s %s x%d", route, what, 1+w.chance.IntN(3)))
}
