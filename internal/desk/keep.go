package desk

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// keepCommands keep numbers from being given out, and give them back.
var keepCommands = []Command{
	{
		Word: "reserve", Number: true, Args: "NUMBER", Short: say.Text("Keep a number for a person or a purpose"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, Slow: true, run: reserveWord,
		Long: "A reserved number is offered to nobody but the person it is for, who gets it with the next request. One that is for services can be reserved for a resource account, such as an auto attendant's, also before the account is made: assign next gives it then. The reservation ends at its time by itself; unblock ends it before.",
		Flags: func(f *pflag.FlagSet) {
			f.String("for", "", "a person such as adele@contoso.com, a resource account such as reception@contoso.com, or a purpose such as \"new reception\"")
			f.String("until", "", "a day such as 2026-12-31, or a time such as 2026-12-31T18:00:00Z; without it, until it is ended")
			f.String("reason", "", "why")
		},
		Example: `reserve +41446681000 --for "new reception" --until 2026-12-31`,
	},
	{
		Word: "block", Number: true, Args: "NUMBER", Short: say.Text("Keep a number from being given out"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: blockWord,
		Flags: func(f *pflag.FlagSet) {
			f.String("reason", "", "why; it is needed")
			f.String("until", "", "a day such as 2026-12-31; without it, until unblock")
		},
		Example: `block +41446681000 --reason "malicious calls"`,
	},
	{
		Word: "unblock", Number: true, Args: "NUMBER", Short: say.Text("End a block, a reservation or a rest now"), MinArgs: 1, MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: unblockWord,
		Long:    "The number is free at once; one that was kept while it rested goes on resting. To give a resting number back to whom it was taken from, use assign.",
		Example: "unblock +41446681000",
	},
}

// until reads a day or a moment in the future; without text there is none.
func until(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := moment(text)
	if err == nil && !at.After(now) {
		err = problem.New(problem.Invalid, "%s is over already.", text)
	}
	return at.UTC(), err
}

// reserveWord keeps a number for somebody or something.
func reserveWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	whom := strings.TrimSpace(c.flag("for"))
	switch {
	case whom == "":
		return Answer{}, problem.New(problem.Invalid, "Say whom it is for, such as --for adele@contoso.com or --for \"new reception\".")
	case utf8.RuneCountInString(whom) > 100:
		return Answer{}, problem.New(problem.Invalid, "Please keep whom it is for under 100 characters.")
	}
	var p *person.Person
	var unknown error
	account := strings.Contains(whom, "@") || guid.MatchString(whom)
	if account {
		p, unknown = d.dir.Person(ctx, person.ID(whom))
		if unknown != nil && problem.KindOf(unknown) != problem.NotFound {
			return Answer{}, unknown
		}
	}
	note := say.Sentence{}
	answer, err := d.keep(ctx, c, func(w *work, n inventory.Number, kept *inventory.Number) (on inventory.Event, err error) {
		kept.For, note = whom, say.Sentence{}
		switch {
		case n.Forbidden != "":
			return "", neverGivenOut(n)
		case !account:
			return inventory.Reserve, nil
		case forServices(w.tx, n) && strings.Contains(whom, "@") || forServices(w.tx, n) && p != nil:
			note, err = keptForAccount(w.tx, n, whom, p, kept)
		case p == nil && guid.MatchString(whom):
			return "", unknown
		case p == nil:
			return "", problem.Wrap(unknown, problem.NotFound, "Microsoft 365 does not know the account %.100s, and %s is for people. Check the address. For a service that is not there yet, such as an auto attendant, take a number that is for services.", whom, n.Phone.Display())
		case p.IsService():
			return "", forPeople(n)
		default:
			kept.For, kept.ForPerson = "", p.ID
			err = w.barred(n, p)
		}
		if err == nil && p != nil {
			err = w.remember(p)
		}
		return inventory.Reserve, err
	}, say.Text("Reserved"))
	if !note.IsZero() && err == nil {
		answer.Lines = append(answer.Lines, note)
	}
	return answer, err
}

// barred refuses to keep a number for a person to whom Teams would not give it.
func (w *work) barred(n inventory.Number, p *person.Person) error {
	of, err := store.Range(w.tx, n.Range)
	if err != nil {
		return err
	}
	if why := of.Bars(p); !why.IsZero() {
		return problem.New(problem.Conflict, "%s cannot have %s: %s.", p.Name, n.Phone.Display(), why)
	}
	return nil
}

// blockWord keeps a number from being given out.
func blockWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	if strings.TrimSpace(c.flag("reason")) == "" {
		return Answer{}, problem.New(problem.Invalid, "Say why, such as --reason \"malicious calls\", so that the next admin knows.")
	}
	return d.keep(ctx, c, func(_ *work, n inventory.Number, _ *inventory.Number) (inventory.Event, error) {
		if n.Forbidden != "" && n.State == inventory.Blocked {
			return "", problem.New(problem.Conflict, "%s is blocked already, and never given out (%s).", n.Phone.Display(), n.Forbidden)
		}
		return inventory.Block, nil
	}, say.Text("Blocked"))
}

func neverGivenOut(n inventory.Number) error {
	return problem.New(problem.Conflict, "%s is never given out (%s). Take the pattern away first, with forbidden remove.", n.Phone.Display(), n.Forbidden)
}

// keep moves the number that was named by the event that how chooses. What how writes into its last argument, the reason
// and the end belong to the number from then on.
func (d *Desk) keep(ctx context.Context, c *Call, how func(w *work, n inventory.Number, kept *inventory.Number) (inventory.Event, error), title say.Sentence) (Answer, error) {
	number, err := phone.Parse(c.Args[0], d.o.DefaultCountry)
	if err != nil {
		return Answer{}, unreadable(err)
	}
	reason := strings.TrimSpace(c.flag("reason"))
	if utf8.RuneCountInString(reason) > 500 {
		return Answer{}, problem.New(problem.Invalid, "Please keep the reason under 500 characters.")
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		kept := inventory.Number{Why: say.Words(reason)}
		if kept.Until, err = until(c.flag("until"), w.now); err != nil {
			return Answer{}, err
		}
		n, err := store.Number(w.tx, number)
		if err != nil {
			return Answer{}, err
		}
		on, err := how(w, n, &kept)
		if err != nil {
			return Answer{}, err
		}
		n, err = w.moveNumber(n, on, "admin command", func(n *inventory.Number) {
			n.Why, n.Until, n.For, n.ForPerson = kept.Why, kept.Until, kept.For, kept.ForPerson
		})
		if err != nil {
			return Answer{}, err
		}
		return Answer{Title: title, Tone: card.Good, JSON: listing(n), Lines: numberSentences(w.tx, n),
			Next: say.Text("Type unblock %s to end it.", n.Phone)}, nil
	})
}

// unblockWord makes a number free again that is kept from being given out.
func unblockWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	number, err := phone.Parse(c.Args[0], d.o.DefaultCountry)
	if err != nil {
		return Answer{}, unreadable(err)
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		n, err := store.Number(w.tx, number)
		if err != nil {
			return Answer{}, err
		}
		on := n.Ending(w.now)
		switch {
		case on == "":
			return Answer{}, problem.New(problem.Conflict, "%s is %s: there is no block, reservation or rest to end.", n.Phone.Display(), n.State.Words())
		case n.Forbidden != "" && on != inventory.Rest:
			return Answer{}, neverGivenOut(n)
		}
		if n, err = w.moveNumber(n, on, "admin command", nil); err != nil {
			return Answer{}, err
		}
		if n, err = store.Number(w.tx, number); err != nil { // a request that waited may have it now
			return Answer{}, err
		}
		answer := Answer{Title: say.Text("Free again"), Tone: card.Good, JSON: listing(n), Lines: numberSentences(w.tx, n)}
		switch n.State {
		case inventory.Available:
		case inventory.Resting:
			answer.Title, answer.Next = say.Text("At rest again"), say.Text("Type unblock %s again to end its rest, too.", n.Phone)
		default:
			answer.Title = say.Text("Given to who waited")
		}
		return answer, nil
	})
}
