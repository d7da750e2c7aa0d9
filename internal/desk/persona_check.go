package desk

import (
	"context"
	"slices"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

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

// checkedItem is one item as --output json prints it.
type checkedItem struct {
	Item  string        `json:"item"`
	State persona.State `json:"state"`
	Found string        `json:"found"`
	Step  string        `json:"step,omitempty"`
}

var itemStates = map[persona.State]say.Sentence{
	persona.Done: say.Text("done"), persona.Missing: say.Text("missing"), persona.ByHand: say.Text("by hand"),
	persona.NotAsked: say.Text("not asked for"),
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
			if err != nil {
				return err
			}
			has.Range = n.Range
			r, err := store.Range(tx, n.Range)
			has.Tags = r.Tags
			if problem.KindOf(err) == problem.NotFound {
				return nil // a single number
			}
			return err
		})
		return has, err
	}
	return nil, nil
}

// memberships reads which groups and teams of his persona somebody is in.
func (d *Desk) memberships(ctx context.Context, fit persona.Persona, s persona.Standing) persona.Standing {
	groups := slices.DeleteFunc(slices.Concat(fit.SecurityGroups, fit.Teams), func(id string) bool { return !persona.ObjectID(id) })
	if len(groups) == 0 {
		return s
	}
	in, err := d.dir.MemberOf(ctx, s.Person.ID, groups)
	if err != nil {
		s.GroupsUnread = problem.Say(err)
	}
	s.Groups = in
	return s
}
