package desk

import (
	"context"
	"slices"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// proposeCommand finds ranges in what the tenant has.
var proposeCommand = Command{
	Word: "ranges propose", Short: say.Text("Find ranges for the numbers Teams has"), Admin: true, Chat: true, Shell: true, Slow: true, run: propose,
	Long: "Reads the tenant and groups the numbers that are in no range by type, city and neighbourhood. Nothing is added without --accept; to change a proposal, use ranges add with its numbers.",
	Flags: func(f *pflag.FlagSet) {
		f.StringSlice("accept", nil, "names of proposals to add as they are; all for every one")
	},
	Example: "ranges propose --accept munich",
}

func propose(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	var theirs []inventory.Assignment
	err := d.tel.Assignments(ctx, func(page []inventory.Assignment) error {
		theirs = append(theirs, page...)
		return nil
	})
	if err != nil {
		return Answer{}, err
	}
	accept, _ := c.Flags.GetStringSlice("accept")
	if len(accept) == 0 {
		var proposals []inventory.Proposal
		err := d.db.View(ctx, func(tx store.Tx) error {
			ours, err := store.Ranges(tx)
			proposals = inventory.Propose(theirs, ours)
			return err
		})
		return c.proposed(proposals), err
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		ours, err := store.Ranges(w.tx)
		if err != nil {
			return Answer{}, err
		}
		added := []inventory.Range{}
		proposals := inventory.Propose(theirs, ours)
		for _, name := range accept {
			if name != "all" && !slices.ContainsFunc(proposals, func(p inventory.Proposal) bool { return p.Range.Name == name }) {
				return Answer{}, problem.New(problem.NotFound, "There is no proposal %.60s. Type ranges propose to see them.", name)
			}
		}
		for _, p := range proposals {
			if !slices.Contains(accept, "all") && !slices.Contains(accept, p.Range.Name) {
				continue
			}
			p.Range.RestDays = d.o.RestDays
			r, err := w.addRange(p.Range)
			if err != nil {
				return Answer{}, err
			}
			added = append(added, r)
		}
		return Answer{Title: say.Count(len(added), "%d range added", "%d ranges added"), Tone: card.Good, JSON: added,
			Next: say.Text("Type ranges to see all, or sync to find out which are in use.")}, nil
	})
}

// proposed shows proposals.
func (c *Call) proposed(proposals []inventory.Proposal) Answer {
	answer := Answer{Title: say.Text("Proposed ranges"), JSON: proposals, Next: say.Text("Type ranges propose --accept and a name to add one, or ranges add with other numbers."),
		Table: card.Table{Columns: []card.Column{{Title: say.Text("Name")}, {Title: say.Text("From")}, {Title: say.Text("To")}, {Title: say.Text("In Teams")}}}}
	for i, p := range proposals {
		if i == shownInChat && !c.Who.Shell {
			answer.More = say.Text("The first %d of %d are shown; the command line shows all.", shownInChat, len(proposals))
			break
		}
		answer.Table.Rows = append(answer.Table.Rows, []say.Sentence{
			say.Words(p.Range.Name), say.Words(p.Range.First.Display()), say.Words(p.Range.Last.Display()),
			say.Text("%d, %d in use", p.Have, p.Used),
		})
	}
	if len(proposals) == 0 {
		answer.JSON = []inventory.Proposal{}
		answer.Lines = []say.Sentence{say.Text("Every number Teams has is in a range.")}
		answer.Next = say.Text("Type ranges to see them.")
	}
	return answer
}
