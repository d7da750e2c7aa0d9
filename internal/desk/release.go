package desk

import (
	"cmp"
	"context"
	"time"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

var releaseCommand = Command{
	Word: "release", Number: true, Args: "NUMBER", Short: say.Text("Take a number back and let it rest"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: releaseWord,
	Long: "In chat, and on a terminal, it shows first whose the number is and asks; --yes does it at once. A program is not asked: without a terminal it is done at once, too, and --from PERSON (an object id) refuses when somebody else has the number by then. --dry-run only shows whose it is.",
	Flags: func(f *pflag.FlagSet) {
		f.Bool("yes", false, "do it without asking")
		f.Bool("dry-run", false, "show whose it is and what would happen, and change nothing")
		f.String("from", "", "the object id of whoever must have it, or nothing is taken")
	},
	Example: "release +41446681000",
}

// releaseWord takes a number from its holder, or asks before it does.
func releaseWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	number, err := phone.Parse(c.Args[0], d.o.DefaultCountry)
	if err != nil {
		return Answer{}, unreadable(err)
	}
	if err := d.mayRelease(); err != nil {
		return Answer{}, err
	}
	if c.flag("dry-run") == "true" || !c.Who.Shell && c.flag("yes") != "true" {
		var answer Answer
		err := d.db.View(ctx, func(tx store.Tx) error {
			n, err := store.Number(tx, number)
			if err == nil {
				err = releasable(tx, n)
			}
			if err != nil {
				return err
			}
			answer, err = askRelease(tx, &d.o, n, say.Sentence{})
			return err
		})
		if c.Who.Shell {
			answer.Card = nil
		}
		return answer, err
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		n, err := store.Number(w.tx, number)
		if err == nil {
			err = releasable(w.tx, n)
		}
		if err != nil {
			return Answer{}, err
		}
		if from := person.ID(c.flag("from")); from != "" && from != n.Holder {
			return Answer{}, problem.New(problem.Conflict, "%s is with %s now, so nothing was taken.", n.Phone.Display(), whoHas(w.tx, n))
		}
		return w.releaseNow(n)
	})
}

func (d *Desk) mayRelease() error {
	if d.o.Observe {
		return problem.New(problem.Conflict, "The desk only observes: nothing is changed in Teams. Set mode to manage to release numbers.")
	}
	return nil
}

// releasable refuses a number that nobody could be deprived of now.
func releasable(tx store.Tx, n inventory.Number) error {
	if n.State != inventory.Assigned && n.State != inventory.Parked && n.State != inventory.ReleaseRefused {
		return problem.New(problem.Conflict, "%s is %s: there is nobody to take it from.", n.Phone.Display(), n.State.Words())
	}
	if r, part, err := changing(tx, n); err != nil {
		return err
	} else if part {
		return problem.New(problem.Conflict, "%s is being changed for another number by request %s. Wait until that is done.", n.Phone.Display(), r.ID)
	}
	return nil
}

// releaseNow orders it.
func (w *work) releaseNow(n inventory.Number) (Answer, error) {
	whose := whoHas(w.tx, n)
	if err := w.release(n, "admin command"); err != nil {
		return Answer{}, err
	}
	return Answer{
		Title: say.Text("Releasing"), Tone: card.Accent, Ordered: string(n.Phone), JSON: map[string]any{"number": n.Phone, "state": inventory.Releasing},
		Lines: []say.Sentence{say.Text("%s is taken from %s and then rests.", n.Phone.Display(), whose)},
		Next:  say.Text("Type why %s to see how it goes.", n.Phone),
	}, nil
}

// askRelease asks before a number is taken: it shows whose it is, since when, and what would happen.
func askRelease(tx store.Tx, o *Options, n inventory.Number, note say.Sentence) (Answer, error) {
	until, err := restsUntil(tx, o, n, time.Now())
	if err != nil {
		return Answer{}, err
	}
	whose := whoHas(tx, n)
	data := card.ReleaseData{
		Title: say.Text("Release %s?", n.Phone.Display()), Note: note, Next: say.Text("Nothing is changed yet."),
		Number: string(n.Phone), Holder: string(n.Holder), Since: n.Since.Format(time.RFC3339Nano),
		Facts: []card.Fact{
			{Title: say.Text("With"), Value: whose}, {Title: say.Text("Since"), Value: say.Time(n.Since)},
			{Title: say.Text("State"), Value: n.State.Words()},
			{Title: say.Text("Then"), Value: say.Text("It cannot be called any more. It rests until %s and is then free again.", say.Date(until))},
		},
	}
	return Answer{
		Card: data, Title: data.Title, Summary: data.Title, Next: data.Next,
		Lines: []say.Sentence{say.Text("It is with %s, since %s.", whose, say.Time(n.Since)), data.Facts[len(data.Facts)-1].Value},
		JSON:  map[string]any{"number": n.Phone, "state": n.State, "holder": n.Holder, "since": n.Since, "until": until},
	}, nil
}

// releaseClick answers the question. Only what the card showed is taken: when somebody else has the number by now, or it
// went another way meanwhile, it is asked anew. A second click finds it done.
func (d *Desk) releaseClick(ctx context.Context, c *Call, yes bool) (Answer, error) {
	admin, err := d.isAdmin(ctx, c.Who.ID)
	if err != nil {
		return Answer{}, err
	}
	if !admin {
		answer, err := d.refuseAccess(ctx, c, releaseCommand.Word)
		answer.Beside = true
		return answer, err
	}
	if err := d.mayRelease(); err != nil {
		return Answer{}, err
	}
	number, err := phone.E164(c.click.Text("number"))
	if err != nil {
		return Answer{}, unreadable(err)
	}
	holder, since := person.ID(c.click.Text("holder")), c.click.Text("since")
	return d.change(ctx, c, func(w *work) (Answer, error) {
		n, err := store.Number(w.tx, number)
		if err != nil {
			return Answer{}, err
		}
		same := n.Holder == holder && n.Since.Format(time.RFC3339Nano) == since
		refused := releasable(w.tx, n)
		switch {
		case refused == nil && same && yes:
			return w.releaseNow(n)
		case refused == nil && yes:
			answer, err := askRelease(w.tx, w.o, n, say.Text("Nothing was taken: it has changed since you were asked."))
			return answer, cmp.Or(err, errUnchanged)
		case refused == nil && same:
			return Answer{Title: say.Text("Kept"), Lines: []say.Sentence{say.Text("%s stays with %s.", n.Phone.Display(), whoHas(w.tx, n))}}, errUnchanged
		}
		// Done already, or gone another way: how it stands now.
		return Answer{Title: say.Text("Nothing more to do"), Lines: numberSentences(w.tx, n), Next: say.Text("Type why %s for the history.", n.Phone)}, errUnchanged
	})
}

// whoHas is what the holder of a number is called.
func whoHas(tx store.Tx, n inventory.Number) say.Sentence {
	if n.Service {
		return serviceNamed(tx, n.Holder).Or(say.Text("a service, not a person"))
	}
	return nameOf(tx, n.Holder)
}
