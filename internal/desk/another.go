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

// changeCommand asks for another number instead of one's own: nobody loses a number because he asked for one once more.
var changeCommand = Command{
	Word: "request change", Also: []string{"nummer ändern", "nummer wechseln"}, Args: "[NUMBER]", Number: true, MaxArgs: 1,
	Short: say.Text("Ask for another phone number instead of yours"), Chat: true, Slow: true, run: changeForm,
}

// changeForm answers the words request change, with the number somebody wishes for or without.
func changeForm(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	return d.askForm(ctx, c, asking{by: c.Who.ID, whom: c.Who.ID, change: true}, strings.Join(c.Args, ""))
}

// changeable refuses to change a number that is not the desk's to take.
func changeable(tx store.Tx, number phone.Number, who person.ID, service bool) error {
	n, err := store.Number(tx, number)
	switch {
	case problem.KindOf(err) == problem.NotFound:
		return problem.New(problem.Conflict, "%s is not one of the desk's numbers, so it cannot be changed here. Ask your telephony admins.", number.Display())
	case err != nil:
		return err
	case n.State != inventory.Assigned || n.Holder != who || n.Service != service:
		return problem.New(problem.Conflict, "%s is %s here, so it cannot be changed now. Ask your telephony admins.", number.Display(), n.State.Words())
	}
	return nil
}
