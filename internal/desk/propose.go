package desk

import (
	"context"
	"slices"
	"strings"

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
	Long: "Reads the tenant and groups the numbers that are in no range by type, city and neighbourhood. Nothing is added without --accept, and nothing of which Teams says no city without --site; to change a proposal, use ranges add with its numbers.",
	Flags: func(f *pflag.FlagSet) {
		f.StringSlice("accept", nil, "names of proposals to add; all for every one")
		f.String("site", "", "city or office that the accepted ranges serve; with all, those of which Teams says no city")
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
			if site := strings.TrimSpace(c.flag("site")); site != "" && (p.Range.Site == "" || slices.Contains(accept, p.Range.Name)) {
				p.Range.Site = site
			}
			if p.Range.Site == "" {
				return Answer{}, problem.New(problem.Invalid, "Teams does not say in which city the numbers of %s are, so nobody would get one. Say whom they are for, such as ranges propose --accept %s --site Zurich.", p.Range.Name, p.Range.Name)
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
		Table: card.Table{Columns: []card.Column{{Title: say.Text("Name")}, {Title: say.Text("Site")}, {Title: say.Text("Numbers")}, {Title: say.Text("In Teams")}}}}
	if c.Who.Shell {
		answer.Table.Columns = []card.Column{{Title: say.Text("Name")}, {Title: say.Text("Site")}, {Title: say.Text("Type")}, {Title: say.Text("From")}, {Title: say.Text("To")}, {Title: say.Text("In Teams")}}
	}
	for i, p := range proposals {
		if i == shownInChat && !c.Who.Shell {
			answer.More = say.Text("The first %d of %d are shown; the command line shows all.", shownInChat, len(proposals))
			break
		}
		first, last := say.Words(p.Range.First.Display()), say.Words(p.Range.Last.Display())
		where, inTeams := siteOf(p.Range), say.Text("%d, %d in use", p.Have, p.Used)
		row := []say.Sentence{say.Words(p.Range.Name), where, say.Words(string(p.Range.Type)), first, last, inTeams}
		if !c.Who.Shell { // a card has room for four
			row = []say.Sentence{say.Words(p.Range.Name), say.Text("%s, %s", where, p.Range.Type), say.Text("%s – %s", first, last), inTeams}
		}
		answer.Table.Rows = append(answer.Table.Rows, row)
	}
	switch {
	case len(proposals) == 0:
		answer.JSON = []inventory.Proposal{}
		answer.Lines = []say.Sentence{say.Text("Every number Teams has is in a range.")}
		answer.Next = say.Text("Type ranges to see them.")
	case slices.ContainsFunc(proposals, func(p inventory.Proposal) bool { return p.Range.Site == "" }):
		answer.Lines = []say.Sentence{say.Text("Where no city is named, Teams does not say one: give the site with --site, or the range would serve nobody.")}
	}
	return answer
}

// siteOf is where the numbers of a range are.
func siteOf(r inventory.Range) say.Sentence {
	return say.Text("%s, %s", say.Words(r.Site).Or(say.Text("no city")), r.Country)
}
