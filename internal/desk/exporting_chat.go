package desk

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/sheet"
	"github.com/numberdesk/numberdesk/internal/store"
)

// offerExport asks an admin in chat whether he wants the file in his OneDrive. The file is made now to tell its size, and
// made again when he accepts.
func (d *Desk) offerExport(ctx context.Context, c *Call, format sheet.Format) (Answer, error) {
	if len(c.Args) > 0 {
		return Answer{}, problem.New(problem.Invalid, "In chat Teams names the file. Write it like this: export [--format xlsx]")
	}
	e, err := d.export(ctx, format)
	if err != nil {
		return Answer{}, err
	}
	name := exportName(format, time.Now())
	err = d.once(ctx, c.turn, func(w *work) error {
		offer, err := store.NewOffer(w.tx, store.Offer{By: c.Who.ID, Format: string(format), Made: w.now})
		if err != nil {
			return err
		}
		asks, err := activity.OfferFile(name, e.sentence().In(c.language()), len(e.content), offer.ID)
		if err != nil {
			return err
		}
		return w.attach(c.turn.Reference(), asks, say.Text("Your export"))
	})
	if err != nil {
		return Answer{}, err
	}
	return Answer{}, repeated{} // what Teams asks is the answer
}

func exportName(format sheet.Format, now time.Time) string {
	return "numberdesk-" + now.UTC().Format(time.DateOnly) + "." + string(format)
}

// uploading is an export on its way to who accepted it.
type uploading struct {
	spoken
	Format sheet.Format    `json:"format"`
	Upload activity.Upload `json:"upload"`
}

// consented takes the answer to an offered file. It is answered at once with nothing, as Teams wants it.
func (d *Desk) consented(ctx context.Context, a activity.Activity) (activity.Response, error) {
	answered := activity.Response{Status: http.StatusOK}
	consent, err := activity.ParseConsent(a)
	if err != nil {
		return activity.InvokeError(http.StatusBadRequest, "BadRequest", say.Text("This answer cannot be read. Type export to start again.").In(say.Speaks(a.Locale))), nil
	}
	if d.floods(a) {
		return answered, d.sayNow(ctx, a, refusal(tooOften()))
	}
	who := chatCaller(a)
	return answered, d.once(ctx, a, func(w *work) error {
		offer, holds, err := store.GetOffer(w.tx, consent.Context, w.now)
		switch {
		case err != nil:
			return err
		case !holds:
			return w.sayTo(a.Reference(), refusal(problem.New(problem.NotFound, "This offer is over. Type export to get a new one.")))
		case offer.By != who.ID || who.ID == "":
			err := store.Record(w.tx, store.Entry{Actor: w.by, What: "access.refused", Person: who.ID, Detail: map[string]string{"command": exportCommand.Word}}, nil, w.now)
			if err != nil {
				return err
			}
			return w.sayTo(a.Reference(), refusal(problem.New(problem.Forbidden, "This file was offered to somebody else.")))
		case !offer.Answered.IsZero():
			return nil
		}
		if err := store.AnswerOffer(w.tx, offer, w.now); err != nil {
			return err
		}
		if !consent.Accepted {
			return w.sayTo(a.Reference(), Answer{Title: say.Text("Not exported"), Lines: []say.Sentence{say.Text("Type export when you want the file after all.")}})
		}
		return w.oweAs(a, effectUpload, offer.ID, uploading{spoken{Name: a.From.Name, Where: a.Reference()}, sheet.Format(offer.Format), consent.Upload})
	})
}

// upload makes the export that somebody accepted, puts it where he wants it, and shows it to him.
func (d *Desk) upload(ctx context.Context, e store.Effect) (performed, error) {
	var u uploading
	if err := json.Unmarshal(e.Progress, &u); err != nil {
		return ended, err
	}
	a := u.turn(e)
	call := Call{Who: chatCaller(a), turn: a}
	stop := d.typing(ctx, u.Where)
	defer stop()
	err := d.putExport(ctx, &call, u)
	switch {
	case call.committed:
		return d.end(ctx, e, call.Who.actor(), nil) // the refusal is in the outbox
	case problem.KindOf(err) == problem.Busy && e.Failed[problem.Busy] < fileTries:
		return ended, err
	case err != nil:
		d.logRefusal("export", err)
		return d.end(ctx, e, call.Who.actor(), func(w *work) error { return w.sayTo(u.Where, refusal(err)) })
	}
	shown, err := u.Upload.Attachment()
	if err != nil {
		return ended, err
	}
	return d.end(ctx, e, call.Who.actor(), func(w *work) error {
		err := store.Record(w.tx, store.Entry{Actor: w.by, What: "inventory.export", Person: e.Person, Detail: map[string]string{"format": string(u.Format)}}, nil, w.now)
		if err != nil {
			return err
		}
		return w.attach(u.Where, shown, say.Text("Your export"))
	})
}

func (d *Desk) putExport(ctx context.Context, call *Call, u uploading) error {
	short, cancel := context.WithTimeout(ctx, answerWithin)
	admin, err := d.isAdmin(short, call.Who.ID)
	cancel()
	if err != nil {
		return err
	}
	if !admin {
		_, err := d.refuseAccess(ctx, call, exportCommand.Word)
		return err
	}
	made, err := d.export(ctx, u.Format)
	if err != nil {
		return err
	}
	return d.o.Files.Put(ctx, u.Upload.URL, made.content)
}
