package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// personaCommands are an admin's commands about personas.
var personaCommands = []Command{
	{
		Word: "personas", Short: say.Text("See what people of each role get besides a number"), Admin: true, Chat: true, Shell: true, Slow: true, run: listPersonas,
		Long: "Lists the personas of the configuration in the order in which they are tried, and what of them is not in Teams or in the inventory.",
	},
	{Word: "personas show", Args: "NAME", MinArgs: 1, MaxArgs: 1, Short: say.Text("See one persona"), Admin: true, Chat: true, Shell: true, Slow: true, run: showPersona, Example: "personas show sales"},
	{
		Word: "personas check", Args: "PERSON", MinArgs: 1, MaxArgs: 1, Short: say.Text("See how far somebody is with all that belongs to the persona"), Admin: true, Chat: true, Shell: true, Slow: true, run: checkPersona,
		Long: "Says of each of the thirteen items of a persona whether it is done, missing, or for a person to do, with the step to take. It changes nothing.", Example: "personas check adele@contoso.com",
	},
}

// listedPersona is a persona as --output json prints it.
type listedPersona struct {
	persona.Persona
	// Wrong are what it names that is not there, in sentences.
	Wrong []string `json:"wrong"`
}

func listPersonas(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	wrong, err := d.wrongIn(ctx)
	if err != nil {
		return Answer{}, err
	}
	list := []listedPersona{}
	answer := Answer{Title: say.Text("Personas"), Next: say.Text("Type personas show and a name, or personas check and a person."),
		Table: card.Table{Columns: []card.Column{{Title: say.Text("Name")}, {Title: say.Text("For whom")}, {Title: say.Text("Number")}, {Title: say.Text("Policies")}}}}
	for _, p := range d.o.Personas.All() {
		list = append(list, listedPersona{p, plain(wrong.of(p))})
		answer.Table.Rows = append(answer.Table.Rows, []say.Sentence{
			say.Words(p.Name), say.Words(p.Description).Or(say.Words(p.For)), numbersOf(p), say.Text("%d", len(p.Wants())),
		})
	}
	departments := map[string]string{}
	for _, department := range d.o.Personas.Departments() {
		departments[department], _ = d.o.Personas.CallerIDOf(department)
	}
	if len(departments) > 0 {
		answer.Lines = append(answer.Lines, say.Text("Caller ID by department: %s.", d.departmentsSaid()))
	}
	answer.Lines = append(answer.Lines, wrong.all()...)
	if len(list) == 0 {
		answer.Lines = append([]say.Sentence{say.Text("There are no personas.")}, answer.Lines...)
		answer.Next = say.Text("They are set in the configuration, under personas.")
	}
	answer.JSON = map[string]any{"personas": list, "callerIDs": departments, "wrong": plain(wrong.all())}
	return answer, nil
}

// numbersOf is where the numbers of a persona come from.
func numbersOf(p persona.Persona) say.Sentence {
	switch from := say.List(", ", say.Words(strings.Join(p.Ranges, ", ")), say.Words(p.NumberType)); {
	case p.NoNumber:
		return say.Text("none needed")
	default:
		return from.Or(say.Text("any that serves"))
	}
}

// departmentsSaid is the table of caller IDs by department.
func (d *Desk) departmentsSaid() string {
	var all []string
	for _, department := range d.o.Personas.Departments() {
		name, _ := d.o.Personas.CallerIDOf(department)
		all = append(all, department+" "+name)
	}
	return strings.Join(all, ", ")
}

// wrong is what personas name that is not there: policies in Teams, ranges in the inventory.
type wrong struct {
	policies []Misnamed
	ranges   []string
	known    []string
	personas persona.Personas
}

// wrongIn looks for it. That Teams cannot be asked is said, and is no reason to say nothing.
func (d *Desk) wrongIn(ctx context.Context) (w wrong, err error) {
	w.personas = d.o.Personas
	if w.policies, err = d.CheckPolicies(ctx); err != nil {
		w.policies = []Misnamed{{Why: say.Text("Whether the policies are in Teams could not be seen: %s", problem.Say(err))}}
	}
	err = d.db.View(ctx, func(tx store.Tx) error {
		ranges, err := store.Ranges(tx)
		w.known = inventory.Names(ranges)
		return err
	})
	return w, err
}

// of is what is wrong with one persona.
func (w wrong) of(p persona.Persona) []say.Sentence {
	var all []say.Sentence
	for _, m := range w.policies {
		if m.Type != "" && slices.Contains(p.Wants(), m.Wanted) {
			all = append(all, m.Why)
		}
	}
	for _, name := range p.Ranges {
		if !slices.Contains(w.known, name) {
			all = append(all, say.Text("Persona %s takes numbers from the range %s, which is not there. Add it, or correct the name in the configuration.", p.Name, name))
		}
	}
	return all
}

// all is what is wrong with any of them, each thing once.
func (w wrong) all() []say.Sentence {
	var all []say.Sentence
	for _, m := range w.policies {
		all = append(all, m.Why)
	}
	w.policies = nil
	for _, p := range w.personas.All() {
		all = append(all, w.of(p)...)
	}
	return all
}

func showPersona(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	p, ok := d.o.Personas.Named(c.Args[0])
	if !ok {
		return Answer{}, d.noPersona(c.Args[0])
	}
	wrong, err := d.wrongIn(ctx)
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Title: say.Words(p.Name), Lines: wrong.of(p), Next: say.Text("Type personas check and a person to see how far somebody is."),
		Table: card.Table{Columns: []card.Column{{Title: say.Text("Item")}, {Title: say.Text("Value")}}}}
	row := func(title, value say.Sentence) {
		answer.Table.Rows = append(answer.Table.Rows, []say.Sentence{title, value.Or(say.Words("–"))})
	}
	list := func(all []string) say.Sentence { return say.Words(strings.Join(all, ", ")) }
	row(say.Text("For whom"), say.List(": ", say.Words(p.Description), say.Words(p.For)))
	row(say.Text("Country"), say.Words(p.Country))
	row(say.Text("Licences"), list(p.Licences))
	row(say.Text("Security groups"), list(p.SecurityGroups))
	row(say.Text("Number"), numbersOf(p))
	row(say.Text("Dial plan"), say.Words(p.DialPlan))
	row(say.Text("Voice routing"), say.Words(p.VoiceRouting))
	row(say.Text("Caller ID"), say.Words(p.CallerID))
	row(say.Text("Emergency calls"), list(slices.DeleteFunc([]string{p.EmergencyPolicy, p.EmergencyLocation}, func(s string) bool { return s == "" })))
	var others []string
	for _, w := range p.Policies {
		others = append(others, w.Type+" "+w.Name)
	}
	row(say.Text("Other policies"), list(others))
	row(say.Text("Call queues"), list(p.CallQueues))
	row(say.Text("Teams"), list(p.Teams))
	answer.JSON = listedPersona{p, plain(wrong.of(p))}
	return answer, nil
}

func (d *Desk) noPersona(name string) error {
	var names []string
	for _, p := range d.o.Personas.All() {
		names = append(names, p.Name)
	}
	if near := nearest(name, names); len(near) > 0 {
		return problem.New(problem.NotFound, "There is no persona %.60s. Did you mean %s? Type personas to see them.", name, strings.Join(near, ", "))
	}
	return problem.New(problem.NotFound, "There is no persona %.60s. Type personas to see them.", name)
}

// checkedItem is one item as --output json prints it.
type checkedItem struct {
	Item  string        `json:"item"`
	State persona.State `json:"state"`
	Found string        `json:"found"`
	Step  string        `json:"step,omitempty"`
}

var itemStates = map[persona.State]say.Sentence{
	persona.Done: say.Text("done"), persona.Missing: say.Text("missing"), persona.ByHand: say.Text("by hand"),
}

func checkPersona(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	p, err := d.person(ctx, person.ID(c.Args[0]))
	if err != nil {
		return Answer{}, err
	}
	fit, because, ok := d.o.Personas.Fit(inventory.Attributes(p))
	if !ok {
		return Answer{}, problem.New(problem.NotFound, "No persona fits %s. Type personas to see whom they are for.", p.Name)
	}
	s := d.memberships(ctx, fit, persona.Standing{Person: p, Because: because, Wants: d.o.Personas.Wants(fit, p.Department)})
	switch configuration, err := d.tel.Configuration(ctx, p.ID); {
	case err == nil:
		s.Configuration = &configuration
	default:
		s.Unread = problem.Say(err)
	}
	if s.Number, err = d.numberOf(ctx, p.ID); err != nil {
		return Answer{}, err
	}
	answer := Answer{Title: say.Words(p.Name), Table: card.Table{Columns: []card.Column{{Title: say.Text("Item")}, {Title: say.Text("State")}, {Title: say.Text("Found")}}}}
	items := []checkedItem{}
	var steps []say.Sentence
	for _, i := range fit.Check(s) {
		items = append(items, checkedItem{i.Name, i.State, i.Found.String(), i.Step.String()})
		answer.Table.Rows = append(answer.Table.Rows, []say.Sentence{i.Title, itemStates[i.State], i.Found})
		if !i.Step.IsZero() {
			steps = append(steps, say.Text("%s: %s", i.Title, i.Step))
		}
	}
	_, listed := d.o.Personas.CallerIDOf(p.Department)
	if len(d.o.Personas.Departments()) > 0 && !listed {
		steps = append(steps, say.Text("The department %s has no caller ID of its own. These have: %s.", say.Words(p.Department).Or(say.Text("not set")), d.departmentsSaid()))
	}
	if s.Number != nil && s.Configuration != nil && !s.Configuration.EnterpriseVoice {
		steps = append(steps, voiceFix())
	}
	answer.Lines = steps
	if len(steps) == 0 {
		answer.Lines = []say.Sentence{say.Text("There is nothing to do.")}
	}
	answer.JSON = map[string]any{"person": p.ID, "persona": fit.Name, "items": items, "steps": plain(steps)}
	return answer, nil
}

// numberOf is the primary number somebody has in Teams; nil for none.
func (d *Desk) numberOf(ctx context.Context, id person.ID) (*persona.Number, error) {
	held, err := d.tel.AssignmentsOf(ctx, id)
	if err != nil {
		return nil, err
	}
	for _, a := range held {
		if !a.Primary() {
			continue
		}
		has := &persona.Number{Phone: a.Phone.Display(), Type: string(a.Type)}
		err := d.db.View(ctx, func(tx store.Tx) error {
			n, err := store.Number(tx, a.Phone)
			if problem.KindOf(err) == problem.NotFound {
				return nil // none of ours
			}
			has.Range = n.Range
			return err
		})
		return has, err
	}
	return nil, nil
}
