package desk

import (
	"context"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// keptForAccount writes down the resource account a number is reserved for: by its id, or, for one that is not there yet
// (p is nil), by the name it is to be made with. It says what is to be done before it can be given.
func keptForAccount(tx store.Tx, n inventory.Number, whom string, p *person.Person, kept *inventory.Number) (note say.Sentence, err error) {
	switch {
	case p == nil && !accountName.MatchString(whom):
		return note, problem.New(problem.Invalid, "%.60q is no name for an account; write one such as reception@contoso.com.", whom)
	case p == nil:
		kept.For = strings.ToLower(whom)
		return say.Text("There is no such account yet. Type services create %s to see how to make it; then assign next %s gives it this number.", kept.For, kept.For), nil
	case !p.IsService() && (p.Enabled || p.PhoneLicence() != person.Unlicensed):
		return note, problem.New(problem.Conflict, "%s cannot have %s: %s.", p.Name, n.Phone.Display(), say.Text("its numbers are for services"))
	}
	kept.For, kept.ForPerson = "", p.ID
	if p.ServiceLicence() != person.Licensed {
		return say.Text("Before Teams gives it to %s, the account needs the licence Microsoft Teams Phone Resource Account (service plan MCOEV_VIRTUALUSER).", p.Name), nil
	}
	_, has, err := standingOf(tx, p.ID)
	if has != "" {
		return say.Text("Type assign %s %s --swap to give it in place of %s.", n.Phone, p.UPN, has.Display()), err
	}
	return say.Text("Type assign %s %s to give it.", n.Phone, p.UPN), err
}

// stillKept says that a number waits for a resource account of this name, which the directory does not show yet; nil when
// none does.
func (d *Desk) stillKept(ctx context.Context, account string) error {
	var kept phone.Number
	err := d.db.View(ctx, func(tx store.Tx) error {
		return eachReserved(tx, func(n inventory.Number) {
			if strings.EqualFold(n.For, account) {
				kept = n.Phone
			}
		})
	})
	if err != nil || kept == "" {
		return err
	}
	return problem.New(problem.NotFound, "Microsoft 365 does not know the account %s yet, and %s stays reserved for it. Type services create %s to see how to make it. One that was made just now is there in some minutes.", account, kept.Display(), account)
}

// forPeople refuses a service a number that is for people.
func forPeople(n inventory.Number) error {
	return problem.New(problem.Conflict, "%s is for people. A service gets numbers that are for services: set that for the range with ranges set %s --capability service, or import the number with the capability service.", n.Phone.Display(), n.Range)
}
