package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// serviceCommands are an admin's commands about resource accounts.
var serviceCommands = []Command{
	{
		Word: "services", Short: say.Text("See resource accounts and their numbers"), Admin: true, Chat: true, Shell: true, Slow: true, run: listServices,
		Long: "Lists the accounts of auto attendants, call queues and bots, with number, licence, and what is missing. An account is found by the number that Teams shows on it, or by the service plan MCOEV_VIRTUALUSER; which kind of service it is, Graph does not show.",
	},
	createServiceCommand,
}

// service is a resource account as --output json prints it.
type service struct {
	ID      person.ID      `json:"id"`
	Name    string         `json:"name"`
	UPN     string         `json:"upn,omitempty"`
	Numbers []phone.Number `json:"numbers"`
	// Licence is that of the service plan MCOEV_VIRTUALUSER; unknown for an account that is not in the directory.
	Licence person.Licence `json:"licence"`
	// Missing says what keeps it from being called, in sentences.
	Missing []string `json:"missing"`

	account *person.Person // nil: not in the directory
	missing []say.Sentence
	kept    phone.Number // reserved for it
}

// unknownLicence is that of an account that is not in the directory.
const unknownLicence person.Licence = "unknown"

var serviceLicenceWords = map[person.Licence]say.Sentence{
	person.Licensed: say.Text("there"), person.Unlicensed: say.Text("missing"), person.Suspended: say.Text("suspended"), unknownLicence: say.Text("unknown"),
}

func listServices(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	all, err := d.services(ctx)
	if err != nil {
		return Answer{}, err
	}
	err = d.db.View(ctx, func(tx store.Tx) error {
		kept := map[string]phone.Number{} // by the id, or the name, of the account
		if err := eachReserved(tx, func(n inventory.Number) {
			kept[strings.ToLower(cmp.Or(string(n.ForPerson), n.For))] = n.Phone
		}); err != nil {
			return err
		}
		for i := range all {
			all[i].kept = cmp.Or(kept[string(all[i].ID)], kept[strings.ToLower(all[i].UPN)])
			if name, known, err := store.Person(tx, all[i].ID); err == nil && known { // of one that was deleted since
				all[i].Name = cmp.Or(all[i].Name, name.Name)
			}
			if all[i].missing, err = missingOf(tx, all[i]); err != nil {
				return err
			}
			all[i].Missing = plain(all[i].missing)
		}
		return nil
	})
	if err != nil {
		return Answer{}, err
	}
	answer := Answer{Title: say.Text("Services"), JSON: all, Next: say.Text("Type assign NUMBER ACCOUNT to give one a number, or services create to see how one is made."),
		Table: card.Table{Columns: []card.Column{{Title: say.Text("Account")}, {Title: say.Text("Number")}, {Title: say.Text("Licence")}, {Title: say.Text("What is missing")}}}}
	for i, s := range all {
		if !c.Who.Shell && i == shownInChat {
			answer.More = say.Text("The first %d of %d are shown; services on the command line shows all.", shownInChat, len(all))
			break
		}
		var numbers []say.Sentence
		for _, n := range s.Numbers {
			numbers = append(numbers, say.Words(n.Display()))
		}
		answer.Table.Rows = append(answer.Table.Rows, []say.Sentence{
			say.Words(cmp.Or(s.Name, string(s.ID))), say.List(", ", numbers...), serviceLicenceWords[s.Licence], say.List("; ", s.missing...),
		})
	}
	if len(all) == 0 {
		answer.Lines = []say.Sentence{say.Text("There are no resource accounts.")}
	}
	return answer, nil
}

// services are all resource accounts, by name: those that Teams shows a number on, and those whose plans tell.
// userConfigurations, which tells of people what they are, does not list them.
func (d *Desk) services(ctx context.Context) ([]service, error) {
	known := map[person.ID]*service{}
	at := func(id person.ID) *service {
		if known[id] == nil {
			known[id] = &service{ID: id, Numbers: []phone.Number{}, Licence: unknownLicence}
		}
		return known[id]
	}
	err := d.tel.Assignments(ctx, func(page []inventory.Assignment) error {
		for i := range page {
			if a := &page[i]; a.OfService() {
				at(a.Target).Numbers = append(at(a.Target).Numbers, a.Phone)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = d.dir.People(ctx, func(page []person.Person) error {
		for i := range page {
			p := page[i]
			if known[p.ID] != nil || p.IsService() {
				at(p.ID).is(&p)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for id, s := range known {
		if s.account != nil {
			continue
		}
		p, err := d.dir.Person(ctx, id) // a page can miss somebody
		switch {
		case err == nil:
			s.is(p)
		case problem.KindOf(err) != problem.NotFound:
			return nil, err
		}
	}
	all := make([]service, 0, len(known))
	for _, s := range known {
		slices.Sort(s.Numbers)
		all = append(all, *s)
	}
	slices.SortFunc(all, func(a, b service) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(string(a.ID), string(b.ID)))
	})
	return all, nil
}

func (s *service) is(p *person.Person) {
	s.account, s.Name, s.UPN, s.Licence = p, p.Name, p.UPN, p.ServiceLicence()
}

// forServices reports whether a number is for services, of its own or by its range.
func forServices(tx store.Tx, n inventory.Number) bool {
	of, err := store.Range(tx, n.Range)
	return n.ForServices() || err == nil && of.CapabilityOf(n) == inventory.ForServices
}

// missingOf says what keeps a service from being called, or from keeping its number.
func missingOf(tx store.Tx, s service) ([]say.Sentence, error) {
	if s.account == nil {
		return []say.Sentence{say.Text("the account is not in the directory")}, nil
	}
	var missing []say.Sentence
	if s.account.UsageLocation == "" {
		missing = append(missing, say.Text("usage location, without which it gets no licence"))
	}
	if s.Licence != person.Licensed {
		missing = append(missing, say.Text("licence Microsoft Teams Phone Resource Account"))
	}
	if len(s.Numbers) == 0 {
		number, err := noNumber(tx, s)
		if err != nil {
			return nil, err
		}
		missing = append(missing, number)
	}
	for _, number := range s.Numbers {
		n, known, err := store.Known(tx, number)
		if err != nil {
			return nil, err
		}
		of, err := store.Range(tx, n.Range)
		switch {
		case err != nil && problem.KindOf(err) != problem.NotFound:
			return nil, err
		case !known:
			missing = append(missing, say.Text("%s in the inventory (ranges propose, or import)", number.Display()))
		case of.CapabilityOf(n) != inventory.ForServices:
			missing = append(missing, say.Text("capability service of %s (import it so; for the whole range: ranges set %s --capability service)", number.Display(), n.Range))
		case n.Holder != s.ID:
			missing = append(missing, say.Text("%s as its number here (sync)", number.Display()))
		}
	}
	return missing, nil
}

// noNumber says why a service has no number in Teams, and what brings it one.
func noNumber(tx store.Tx, s service) (say.Sentence, error) {
	r, open, err := store.OpenRequest(tx, s.ID)
	switch {
	case err != nil:
		return say.Sentence{}, err
	case open:
		return say.Text("number: request %s is %s (why %s)", r.ID, stateOf(r), r.ID), nil
	case s.kept != "":
		return say.Text("number: %s is reserved for it (assign next %s)", s.kept.Display(), cmp.Or(s.UPN, string(s.ID))), nil
	}
	return say.Text("number, if it is to be called from outside"), nil
}
