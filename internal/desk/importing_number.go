package desk

import (
	"cmp"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/sheet"
)

// numberStep plans a line about one number.
func (p *planner) numberStep(row sheet.Row) (step, error) {
	if p.cell(row, "number") == "" {
		return step{}, in("number", problem.New(problem.Invalid, "it is empty. Name a number, or the first and the last of a range."))
	}
	for _, column := range []string{"first", "last", "rest_days", "order", "rule", "strategy", "low_stock", "gold", "cost"} {
		if p.cell(row, column) != "" {
			return step{}, in(column, problem.New(problem.Invalid, "that is for a range, but this line is about a single number. Empty the cell, or the number's."))
		}
	}
	country, err := p.countryIn(row)
	if err != nil {
		return step{}, err
	}
	number, err := p.telephone(row, "number", country)
	switch {
	case err != nil:
		return step{}, err
	case p.plan.of(number, country):
	case p.cell(row, "country") != "":
		return step{}, in("country", problem.New(problem.Invalid, "%s is no number of %s.", number.Display(), country))
	default:
		country = "" // the default country is not this number's
	}
	if before := p.twice(number, row.Line); before > 0 && before != row.Line {
		return step{}, in("number", problem.New(problem.Invalid, "%s is in line %d already. Keep one of the two lines.", number.Display(), before))
	}
	old, known, err := p.at(number)
	if err != nil {
		return step{}, err
	}
	s := step{added: !known, old: old}
	home := inventory.Range{}
	if known {
		if i, ok := p.byName[old.Range]; ok {
			home = p.ranges[i]
		}
	} else if home, s.newRange, err = p.homeOf(row, number, country); err != nil {
		return step{}, err
	}
	if err := p.agrees(row, home); err != nil {
		return step{}, err
	}
	if !known {
		old = home.Own(inventory.Number{Phone: number, State: inventory.Available, Since: p.now}).ForbiddenBy(p.forbidden)
		s.old = inventory.Number{}
	}
	after := old
	if after.Own, err = p.own(row, home, old.Own); err != nil {
		return step{}, err
	}
	if s.on, s.inUse, err = p.state(row, &after); err != nil {
		return step{}, err
	}
	if s.newRange != nil {
		p.addRange(*s.newRange) // nothing can be wrong any more
	}
	if s.added || s.on != "" || !reflect.DeepEqual(after.Own, old.Own) {
		s.number = after
	}
	if s.added {
		s.on = ""
	}
	return s, nil
}

// own is what the number has of its own after this line: what the range says as well is not its own.
func (p *planner) own(row sheet.Row, r inventory.Range, old *inventory.Own) (*inventory.Own, error) {
	var o inventory.Own
	if old != nil {
		o = *old
	}
	set := func(field *string, column, common string) {
		if text := p.cell(row, column); text == common && text != "" {
			*field = ""
		} else if text != "" {
			*field = text
		}
	}
	set(&o.Provider, "provider", r.Provider)
	set(&o.Location, "location_id", r.Location)
	set(&o.Comment, "comment", "")
	capability := strings.ToLower(p.cell(row, "capability"))
	switch of := inventory.Capability(capability); {
	case capability == "":
	case of != inventory.ForUsers && of != inventory.ForServices:
		return nil, in("capability", problem.New(problem.Invalid, "%.20q is no capability; use user or service.", capability))
	case of == cmp.Or(r.Capability, inventory.ForUsers):
		o.Capability = ""
	default:
		o.Capability = of
	}
	if text := p.cell(row, "tags"); text != "" {
		if o.Tags = listIn(text); slices.Equal(o.Tags, r.Tags) {
			o.Tags = nil
		}
	}
	if o.Provider == "" && o.Capability == "" && o.Location == "" && o.Tags == nil && o.Comment == "" {
		return nil, nil
	}
	return &o, nil
}

var (
	guid = regexp.MustCompile(`(?i)^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	// serial is a day as a workbook stores it.
	serial = regexp.MustCompile(`^[2-9][0-9]{4}$`)
)

// state moves the number as its line says: on is by which event, inUse is set when the line has a state that only Teams or
// time gives. That one, like available or none, leaves the number as it is.
func (p *planner) state(row sheet.Row, n *inventory.Number) (on inventory.Event, inUse bool, err error) {
	said := p.cell(row, "state")
	state := inventory.Available
	if said != "" {
		states := inventory.Lifecycle.States()
		i := slices.IndexFunc(states, func(s inventory.State) bool { return strings.EqualFold(string(s), said) })
		if i < 0 {
			return "", false, in("state", problem.New(problem.Invalid, "%.20q is no state to import; use available, reserved or blocked.", said))
		}
		state = states[i]
	}
	switch state {
	case inventory.Reserved, inventory.Blocked:
	case inventory.Available:
		for _, column := range []string{"for", "until", "reason"} {
			if p.cell(row, column) != "" {
				return "", false, in(column, problem.New(problem.Invalid, "that is for a number that is kept. Write reserved or blocked into the column state, or empty the cell."))
			}
		}
		return "", false, nil
	default:
		return "", true, nil
	}
	of := inventory.Range{}
	if i, ok := p.byName[n.Range]; ok {
		of = p.ranges[i]
	}
	wanted, err := p.kept(row, state, of.CapabilityOf(*n) == inventory.ForServices)
	if err != nil {
		return "", false, err
	}
	same := n.State == state && n.Why.String() == wanted.Why.String() && n.For == wanted.For && n.ForPerson == wanted.ForPerson && n.Until.Equal(wanted.Until)
	if same {
		return "", false, nil
	}
	on = map[inventory.State]inventory.Event{inventory.Reserved: inventory.Reserve, inventory.Blocked: inventory.Block}[state]
	if on == inventory.Reserve && n.Forbidden != "" {
		return "", false, in("state", problem.New(problem.Conflict, "%s is never given out (%s). Take the pattern away first, with forbidden remove.", n.Phone.Display(), n.Forbidden))
	}
	moved, err := n.Apply(on, p.now)
	if err != nil {
		return "", false, in("state", problem.Wrap(err, problem.Conflict, "%s Leave the cell empty, or change the number first.", problem.Say(err)))
	}
	moved.Why, moved.For, moved.ForPerson, moved.Until = wanted.Why, wanted.For, wanted.ForPerson, wanted.Until
	*n = moved
	return on, false, nil
}

// kept is for whom, why and until when a line keeps its number. One for services may be kept for an account that is not
// there yet.
func (p *planner) kept(row sheet.Row, state inventory.State, service bool) (n inventory.Number, err error) {
	whom, reason := p.cell(row, "for"), p.cell(row, "reason")
	n.Why = say.Words(reason)
	switch {
	case state == inventory.Blocked && whom != "":
		return n, in("for", problem.New(problem.Invalid, "a blocked number is for nobody. Write reserved into the column state, or empty the cell."))
	case state == inventory.Blocked && reason == "":
		return n, in("reason", problem.New(problem.Invalid, "a blocked number needs a reason."))
	case state == inventory.Reserved && whom == "" && reason == "":
		return n, in("for", problem.New(problem.Invalid, "a reserved number needs a person or a purpose it is for."))
	case guid.MatchString(whom):
		n.ForPerson = person.ID(strings.ToLower(whom))
	case strings.Contains(whom, "@"):
		n.ForPerson = p.people[strings.ToLower(whom)]
		switch {
		case n.ForPerson != "":
		case service && accountName.MatchString(whom):
			n.For = strings.ToLower(whom)
		default:
			return n, in("for", problem.New(problem.NotFound, "the directory has nobody with the address %.60q. Correct it, or write a purpose.", whom))
		}
	default:
		n.For = whom
	}
	n.Until, err = until(p.day(row, "until"), p.now)
	return n, in("until", err)
}

// day is a cell with a day, which a workbook stores as the days since the end of 1899.
func (p *planner) day(row sheet.Row, column string) string {
	text := p.cell(row, column)
	if text == "" {
		return ""
	}
	if raw := row.Raw(p.columns[column]); raw != text && serial.MatchString(raw) {
		days, _ := strconv.Atoi(raw)
		return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days).Format(time.DateOnly)
	}
	return text
}
