package transcript

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/sim"
)

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
	"guest":    {1, 1, "a person", about((*sim.Tenant).MakeGuest)},
	"delete":   {1, 1, "a person", about((*sim.Tenant).SoftDelete)},
	"restore":  {1, 1, "a person", about((*sim.Tenant).Restore)},
	"purge":    {1, 1, "a person", about((*sim.Tenant).Purge)},
	"unassign": {1, 1, "a number", about((*sim.Tenant).Unassign)},
	"manager": {1, 2, "a person and a manager", func(t *sim.Tenant, a []string) ([]string, error) {
		return nil, t.SetManager(a[0], strings.Join(a[1:], ""))
	}},
	"assign": {2, 2, "a number and a person", func(t *sim.Tenant, a []string) ([]string, error) { return nil, t.Assign(a[0], a[1]) }},
	"line": {3, 3, "a number, a person, and private or alternate", func(t *sim.Tenant, a []string) ([]string, error) {
		return nil, t.AssignLine(a[0], a[1], a[2])
	}},
	"synchronize": {1, 1, "a number", about((*sim.Tenant).SynchronizeNumber)},
	"keeps":       {0, 0, "nothing", func(t *sim.Tenant, _ []string) ([]string, error) { t.KeepNumbers(); return nil, nil }},
	"policy":      {3, 99, "none, one or several, a policy type, and a name", policy},
	"grant":       {2, 99, "a person, a policy type, and a name", grant},
	"voice":       {2, 2, "a person, and on or off", voice},
	"phone": {1, 99, "a person and a telephone", func(t *sim.Tenant, a []string) ([]string, error) {
		return nil, t.SetBusinessPhone(a[0], strings.Join(a[1:], " "))
	}},
	"sync":    {2, 2, "a person, and on or off", sync},
	"join":    {2, 2, "a person and a group", func(t *sim.Tenant, a []string) ([]string, error) { return nil, t.Join(a[0], a[1], true) }},
	"leave":   {2, 2, "a person and a group", func(t *sim.Tenant, a []string) ([]string, error) { return nil, t.Join(a[0], a[1], false) }},
	"consent": {1, 1, "+ or - and a permission", consent},
	"away": {1, 2, "a person, and for how long", func(t *sim.Tenant, a []string) ([]string, error) {
		if len(a) == 1 {
			return nil, t.Away(a[0], time.Time{})
		}
		d, err := duration(a[1])
		if err != nil {
			return nil, err
		}
		return nil, t.Away(a[0], time.Now().Add(d))
	}},
	"back": {1, 1, "a person", about((*sim.Tenant).Back)},
	"works": {3, 9, "a person, hours and a time zone", func(t *sim.Tenant, a []string) ([]string, error) {
		return nil, t.Works(a[0], a[1], strings.Join(a[2:], " "))
	}},
	"nomailbox": {1, 1, "a person", about((*sim.Tenant).NoMailbox)},
	"port":      {2, 2, "a number and a portInStatus", func(t *sim.Tenant, a []string) ([]string, error) { return nil, t.Port(a[0], a[1]) }},
	"fault":     {3, 99, "a method, a route, what happens, and how long or how often", fault},
	"heal":      {0, 0, "nothing", func(t *sim.Tenant, _ []string) ([]string, error) { t.Heal(); return nil, nil }},
	"install":   {1, 1, "a person", by((*sim.Person).Install)},
	"uninstall": {1, 1, "a person", by((*sim.Person).Uninstall)},
	"redeliver": {1, 1, "a person", by((*sim.Person).Redeliver)},
	"refresh":   {1, 1, "a person", by((*sim.Person).Refresh)},
	"block":     {1, 2, "a person, or tenant and a number", block(true)},
	"unblock":   {1, 2, "a person, or tenant and a number", block(false)},
	"forbid":    {1, 1, "a person", by(func(p *sim.Person) error { p.ForbidApp(true); return nil })},
	"speaks":    {2, 2, "a person and a locale", speaks},
	"clear":     {1, 1, "a person", by(func(p *sim.Person) error { p.ClearHistory(); return nil })},
	"drop":      {3, 999, "a person, a file's name, and its lines in quotes", drop},
	"paste":     {1, 1, "a person", by((*sim.Person).Paste)},
	"files":     {1, 1, "a person", files},
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

func drop(t *sim.Tenant, args []string) ([]string, error) {
	if !t.Known(args[0]) {
		return nil, fmt.Errorf("nobody is called %q", args[0])
	}
	content, err := strconv.Unquote(strings.Join(args[2:], " "))
	if err != nil {
		return nil, fmt.Errorf("the file's lines are no text in quotes: %w", err)
	}
	return nil, t.Person(args[0]).Drop(args[1], []byte(content))
}

func files(t *sim.Tenant, args []string) ([]string, error) {
	if !t.Known(args[0]) {
		return nil, fmt.Errorf("nobody is called %q", args[0])
	}
	var out []string
	for _, f := range t.Person(args[0]).Files() {
		out = append(out, fmt.Sprintf("%s, read %d times", f.Name, f.Fetched))
		for line := range strings.Lines(strings.TrimPrefix(string(f.Content), "\ufeff")) {
			out = append(out, "  "+strings.TrimRight(line, "\r\n"))
		}
	}
	return out, nil
}

func speaks(t *sim.Tenant, args []string) ([]string, error) {
	if !t.Known(args[0]) {
		return nil, fmt.Errorf("nobody is called %q", args[0])
	}
	t.Person(args[0]).SetLocale(args[1])
	return nil, nil
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
