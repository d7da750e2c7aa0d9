package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// nextShown is how many free numbers of a site are shown.
const nextShown = 5

// sitesWord counts every site, or answers what is free at one. A site's name may have spaces.
func sitesWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	if len(c.Args) == 0 {
		return d.report(ctx, c, "site")
	}
	return d.showSite(ctx, strings.Join(c.Args, " "))
}

// viewedSite is a site as --output json prints it.
type viewedSite struct {
	stocked
	NextFree []phone.Number `json:"nextFree"`
}

// showSite says how many numbers of a site are free and in use, how long they last, and which are next. It reads counts
// and the first free numbers of its ranges, however many numbers they have.
func (d *Desk) showSite(ctx context.Context, site string) (Answer, error) {
	var line stocked
	var next []inventory.Number
	err := d.db.View(ctx, func(tx store.Tx) error {
		line, next = stocked{}, nil
		ranges, err := store.Ranges(tx)
		if err != nil {
			return err
		}
		here := slices.DeleteFunc(slices.Clone(ranges), func(r inventory.Range) bool { return !strings.EqualFold(r.Site, site) })
		if len(here) == 0 {
			return noSite(ranges, site)
		}
		slices.SortStableFunc(here, func(a, b inventory.Range) int { return a.Order - b.Order })
		line.Name = here[0].Site
		for _, r := range here {
			s, err := store.Stock(tx, r.Name, time.Now())
			if err != nil {
				return err
			}
			line.Stock = line.Stock.Add(s)
			free, err := freeOf(tx, r, nextShown-len(next))
			if err != nil {
				return err
			}
			for _, f := range free {
				next = append(next, inventory.Number{Phone: f.number, Range: r.Name})
			}
		}
		return nil
	})
	if err != nil {
		return Answer{}, err
	}
	viewed := viewedSite{stocked: line.computed(), NextFree: []phone.Number{}}
	answer := Answer{Title: say.Words(line.Name), Lines: viewed.sentences()[:2], Table: card.Table{Columns: []card.Column{{Title: say.Text("Next")}, {Title: say.Text("Range")}}},
		Next: say.Text("Type numbers --site %q to see those that are not free.", line.Name)}
	for _, n := range next {
		viewed.NextFree = append(viewed.NextFree, n.Phone)
		answer.Table.Rows = append(answer.Table.Rows, []say.Sentence{say.Words(n.Phone.Display()), say.Words(n.Range)})
	}
	answer.JSON = viewed
	return answer, nil
}

// noSite refuses a site that no range has, and names those nearest to it.
func noSite(ranges []inventory.Range, site string) error {
	var names []string
	for _, r := range ranges {
		if !slices.Contains(names, r.Site) {
			names = append(names, r.Site)
		}
	}
	if near := nearest(site, names); len(near) > 0 {
		return problem.New(problem.NotFound, "There is no site %.60s. Did you mean %s? Type sites to see them.", site, strings.Join(near, ", "))
	}
	return problem.New(problem.NotFound, "There is no site %.60s. Type sites to see them.", site)
}
