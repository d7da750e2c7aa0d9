package desk

import (
	"context"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// rightsSubject begins the subject of a card about what the desk's app may not do: rights/<code>/<permission>/<day>.
const rightsSubject = "rights/"

// tellOfRights tells the admins, once a day, what the desk's app may not do: whatever waits for it waits for the same.
func (w *work) tellOfRights(why *problem.Error) error {
	if !inventory.Rights(why.Code) {
		return nil
	}
	return w.tellOnce(rightsSubject + why.Code + "/" + why.Needs + "/" + w.now.Format(time.DateOnly))
}

// rightsAreBack shows the admins that the desk's app may do again what it might not. An errand that was refused for a right
// and got further has it, and one whose order Teams took has all that numbers need.
func (d *Desk) rightsAreBack(ctx context.Context, before progress, took bool) {
	settles := func(subject string) bool {
		code, needs := rightsOf(subject)
		return code == before.For && needs == before.Needs || took && (code != inventory.ReasonMissingPermission || strings.Contains(needs, "TeamsTelephoneNumber."))
	}
	if !took && !inventory.Rights(before.For) {
		return
	}
	var told []string
	err := d.db.View(ctx, func(tx store.Tx) (err error) {
		told, err = store.ToldOf(tx, rightsSubject)
		return err
	})
	if err == nil && len(told) > 0 {
		err = d.update(context.WithoutCancel(ctx), rule, func(w *work) error {
			for _, subject := range told {
				if !settles(subject) {
					continue
				}
				if err := store.DropTold(w.tx, subject); err != nil {
					return err
				}
				if err := w.updateStuck(subject); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err != nil {
		d.log.Error("it is not shown that a right is back", problem.Cause(err))
	}
}

// rightsOf are the reason and the permission that a card is about.
func rightsOf(subject string) (code, needs string) {
	code, needs, _ = strings.Cut(strings.TrimPrefix(subject, rightsSubject), "/")
	needs, _, _ = strings.Cut(needs, "/")
	return code, needs
}

func drawRights(tx store.Tx, subject string) (card.Card, say.Sentence, error) {
	code, needs := rightsOf(subject)
	data := card.NoticeData{Title: say.Text("Microsoft refuses the desk"), Tone: card.Attention,
		Text: inventory.ReasonOf(code).AdminWaits(inventory.Facts{Needs: needs}),
		Next: say.Text("Type requests to see what waits, and check to see what the desk may do.")}
	lacking, err := store.Told(tx, subject)
	if !lacking {
		data = settled(say.Text("Microsoft lets the desk do again what it refused. All that waited goes on by itself."))
	}
	return data, data.Title, err
}
