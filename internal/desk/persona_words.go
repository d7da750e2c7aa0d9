package desk

import (
	"context"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
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
	switch from := say.List(", ", say.Words(strings.Join(p.Ranges, ", ")), say.Words(p.NumberType), say.Words(p.NumberTag)); {
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
