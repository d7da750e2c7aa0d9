package transcript

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/sim"
)

// NewStage is the simulated company as a stage. settle waits until the bot and its outbox are at rest. extra, when not
// nil, is asked first about each command to the world, for those that concern the bot itself; it answers handled for the
// ones it knows. The company's own commands are:
//
//	wait 25h                        time passes (also 7d)
//	license adele -MCOEV            and +MCOEV
//	disable lee                     and enable, delete, restore, purge, install, uninstall, block, unblock, clear
//	manager adele nestor            a new manager; without a name, none
//	assign +41446681000 joni        somebody does it in the admin center
//	unassign +41446681000
//	fault POST assignNumber 429 3s  the next such request is throttled; "drop" instead of a status loses the request,
//	                                "lose" loses the answer, "fails some text" makes the operation fail; "x3" at the end
//	                                hits three
//	heal                            no more faults
//	redeliver adele                 the last activity arrives once more
//	refresh megan                   a card that refreshes itself is opened
//	forged adele hello              a line with a bad signature; the HTTP status is shown
func NewStage(t *sim.Tenant, settle func() error, extra func(line string) (handled bool, out []string, err error)) Stage {
	return &stage{t: t, settle: settle, extra: extra, seen: map[string]string{}}
}

type stage struct {
	t       *sim.Tenant
	settle  func() error
	extra   func(string) (bool, []string, error)
	journal int
	speaker string
	seen    map[string]string // message and person to what it looked like last
}

func (s *stage) Settle() error { return s.settle() }

func (s *stage) person(who string) (*sim.Person, error) {
	s.speaker = who
	if !s.t.Known(who) {
		return nil, fmt.Errorf("nobody is called %q", who)
	}
	return s.t.Person(who), nil
}

func (s *stage) Say(who, text string) error {
	p, err := s.person(who)
	if err != nil {
		return err
	}
	return p.Say(text)
}

func (s *stage) Click(who, title string, inputs map[string]string) error {
	p, err := s.person(who)
	if err != nil {
		return err
	}
	return p.Click(title, inputs)
}

// Shown is what was shown since the last input. Lanes of the outbox run side by side, so the order between people, and
// between them and Graph, is chance: what happened comes first, then the speaker, then the others by name. Of a message
// that changed several times the last form is shown, and a change nobody could see is not.
func (s *stage) Shown() []Line {
	var lines []Line
	journal := s.t.Journal()
	for _, e := range journal[s.journal:] {
		if e.Number != "" || strings.Contains(e.What, "Policy") {
			lines = append(lines, Line{Kind: Happened, Text: "graph: " + e.String()})
		}
	}
	s.journal = len(journal)
	byPerson := map[string][]sim.Shown{}
	for _, shown := range s.t.Shown() {
		byPerson[shown.Person] = append(byPerson[shown.Person], shown)
	}
	order := slices.Sorted(maps.Keys(byPerson))
	if at := slices.Index(order, s.speaker); at > 0 {
		order = slices.Insert(slices.Delete(order, at, at+1), 0, s.speaker)
	}
	for _, who := range order {
		for _, shown := range last(byPerson[who]) {
			lines = append(lines, s.lines(shown)...)
		}
	}
	return lines
}

// last keeps the first appearance of each message and its last form.
func last(all []sim.Shown) []sim.Shown {
	var kept []sim.Shown
	for _, shown := range all {
		before := slices.IndexFunc(kept, func(k sim.Shown) bool { return k.Message.ID == shown.Message.ID && k.How != "note" && k.How != "error" })
		switch {
		case before < 0 || shown.How == "note" || shown.How == "error" || shown.How == "answer":
			kept = append(kept, shown)
		default:
			kept[before].Message = shown.Message
		}
	}
	return kept
}

func (s *stage) lines(shown sim.Shown) []Line {
	who, body := shown.Person, shown.Message.Lines()
	key := who + " " + shown.Message.ID
	look := strings.Join(body, "\n")
	switch shown.How {
	case "note", "error":
	case "updated":
		if s.seen[key] == look {
			return nil
		}
		fallthrough
	default:
		s.seen[key] = look
	}
	head := ""
	switch kind := "card"; shown.How {
	case "new", "updated", "deleted":
		if shown.Message.Card == nil {
			kind = "message"
		}
		head = kind
		if shown.How != "new" {
			head += " " + shown.How
		}
		if head == "message" && len(body) == 1 {
			return []Line{{Kind: Show, Who: who, Text: body[0]}}
		}
		if shown.How == "deleted" {
			body = nil
		}
	case "note", "error":
		head = shown.How + ": " + strings.Join(body, " ")
		body = nil
	default:
		head = shown.How
	}
	lines := []Line{{Kind: Show, Who: who, Text: head}}
	for _, text := range body {
		lines = append(lines, Line{Kind: Body, Who: who, Text: text})
	}
	return lines
}

// World does what a command says.
func (s *stage) World(line string) ([]string, error) {
	if s.extra != nil {
		if handled, out, err := s.extra(line); handled || err != nil {
			return out, err
		}
	}
	words := strings.Fields(line)
	name, args := words[0], words[1:]
	c, found := commands[name]
	if !found {
		return nil, fmt.Errorf("unknown command %q", name)
	}
	if len(args) < c.least || len(args) > c.most {
		return nil, fmt.Errorf("%s takes %s", name, c.usage)
	}
	return c.do(s.t, args)
}

type command struct {
	least, most int
	usage       string
	do          func(t *sim.Tenant, args []string) ([]string, error)
}

var commands = map[string]command{
	"wait":     {1, 1, "a duration", wait},
	"license":  {2, 2, "a person, and + or - and a service plan", license},
	"disable":  {1, 1, "a person", about((*sim.Tenant).Disable)},
	"enable":   {1, 1, "a person", about((*sim.Tenant).Enable)},
	"delete":   {1, 1, "a person", about((*sim.Tenant).SoftDelete)},
	"restore":  {1, 1, "a person", about((*sim.Tenant).Restore)},
	"purge":    {1, 1, "a person", about((*sim.Tenant).Purge)},
	"unassign": {1, 1, "a number", about((*sim.Tenant).Unassign)},
	"manager": {1, 2, "a person and a manager", func(t *sim.Tenant, a []string) ([]string, error) {
		return nil, t.SetManager(a[0], strings.Join(a[1:], ""))
	}},
	"assign":    {2, 2, "a number and a person", func(t *sim.Tenant, a []string) ([]string, error) { return nil, t.Assign(a[0], a[1]) }},
	"fault":     {3, 99, "a method, a route, what happens, and how long or how often", fault},
	"heal":      {0, 0, "nothing", func(t *sim.Tenant, _ []string) ([]string, error) { t.Heal(); return nil, nil }},
	"install":   {1, 1, "a person", by((*sim.Person).Install)},
	"uninstall": {1, 1, "a person", by((*sim.Person).Uninstall)},
	"redeliver": {1, 1, "a person", by((*sim.Person).Redeliver)},
	"refresh":   {1, 1, "a person", by((*sim.Person).Refresh)},
	"block":     {1, 1, "a person", by(func(p *sim.Person) error { p.Block(true); return nil })},
	"unblock":   {1, 1, "a person", by(func(p *sim.Person) error { p.Block(false); return nil })},
	"clear":     {1, 1, "a person", by(func(p *sim.Person) error { p.ClearHistory(); return nil })},
	"forged":    {2, 99, "a person and a line", forged},
}

func about(do func(*sim.Tenant, string) error) func(*sim.Tenant, []string) ([]string, error) {
	return func(t *sim.Tenant, args []string) ([]string, error) { return nil, do(t, args[0]) }
}

func by(do func(*sim.Person) error) func(*sim.Tenant, []string) ([]string, error) {
	return func(t *sim.Tenant, args []string) ([]string, error) {
		if !t.Known(args[0]) {
			return nil, fmt.Errorf("nobody is called %q", args[0])
		}
		return nil, do(t.Person(args[0]))
	}
}

// duration reads 3s, 90m, 25h and 7d.
func duration(text string) (time.Duration, error) {
	if days, found := strings.CutSuffix(text, "d"); found {
		n, err := strconv.Atoi(days)
		return time.Duration(n) * 24 * time.Hour, err
	}
	return time.ParseDuration(text)
}

func wait(_ *sim.Tenant, args []string) ([]string, error) {
	d, err := duration(args[0])
	if err == nil {
		time.Sleep(d) // the command is to let time pass; in a synctest bubble it costs none
	}
	return nil, err
}

func license(t *sim.Tenant, args []string) ([]string, error) {
	plan, on := strings.CutPrefix(args[1], "+")
	if !on {
		var off bool
		if plan, off = strings.CutPrefix(args[1], "-"); !off {
			return nil, fmt.Errorf("a plan is given with + or taken with -, not %q", args[1])
		}
	}
	return nil, t.License(args[0], plan, on)
}

func forged(t *sim.Tenant, args []string) ([]string, error) {
	if !t.Known(args[0]) {
		return nil, fmt.Errorf("nobody is called %q", args[0])
	}
	status, err := t.Person(args[0]).Forge(strings.Join(args[1:], " "), sim.Forgery{Key: "stranger"})
	if err != nil {
		return nil, err
	}
	return []string{strconv.Itoa(status)}, nil
}

func fault(t *sim.Tenant, args []string) ([]string, error) {
	var f sim.Fault
	what, rest := args[2], args[3:]
	if n := len(rest); n > 0 && strings.HasPrefix(rest[n-1], "x") {
		times, err := strconv.Atoi(rest[n-1][1:])
		if err == nil {
			f.Times, rest = times, rest[:n-1]
		}
	}
	switch what {
	case "drop":
		f.DropBefore = true
	case "lose":
		f.DropAfter = true
	case "fails":
		f.Fails, rest = strings.Join(rest, " "), nil
	default:
		status, err := strconv.Atoi(what)
		if err != nil {
			return nil, fmt.Errorf("%q is no status, nor drop, lose or fails", what)
		}
		f.Status = status
		if len(rest) > 0 {
			if f.RetryAfter, err = duration(rest[0]); err != nil {
				return nil, err
			}
			rest = rest[1:]
		}
	}
	if len(rest) > 0 {
		return nil, fmt.Errorf("what is %q?", strings.Join(rest, " "))
	}
	return nil, t.Fault(args[0]+" "+args[1], f)
}
