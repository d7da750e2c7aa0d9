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
		Long: "A reserved number is offered to nobody but the person it is for, who gets it with the next request. The reservation ends at its time by itself; unblock ends it before.",
		Flags: func(f *pflag.FlagSet) {
			f.String("for", "", "a person such as adele@contoso.com, or a purpose such as \"new reception\"")
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
		Long:    "The number is free at once. To give a resting number back to whom it was taken from, use assign.",
		Example: "unblock +41446681000",
	},
}

// until reads a day or a moment in the future.
func until(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		if at, err = time.Parse(time.DateOnly, text); err != nil {
			return at, problem.New(problem.Invalid, "%.30q is no day such as 2026-12-31.", text)
		}
	}
	if !at.After(now) {
		return at, problem.New(problem.Invalid, "%s is over already.", text)
	}
	return at.UTC(), nil
}

// reserveWord keeps a number for somebody or something.
func reserveWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	number, err := phone.Parse(c.Args[0], d.o.DefaultCountry)
	if err != nil {
		return Answer{}, unreadable(err)
	}
	whom, reason := strings.TrimSpace(c.flag("for")), strings.TrimSpace(c.flag("reason"))
	if whom == "" {
		return Answer{}, problem.New(problem.Invalid, "Say whom it is for, such as --for adele@contoso.com or --for \"new reception\".")
	}
	if utf8.RuneCountInString(whom) > 100 || utf8.RuneCountInString(reason) > 500 {
		return Answer{}, problem.New(problem.Invalid, "Please keep whom it is for under 100 and the reason under 500 characters.")
	}
	var p *person.Person
	if strings.Contains(whom, "@") {
		if p, err = d.dir.Person(ctx, person.ID(whom)); err != nil {
			return Answer{}, err
		}
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		end, err := until(c.flag("until"), w.now)
		if err != nil {
			return Answer{}, err
		}
		n, err := store.Number(w.tx, number)
		if err != nil {
			return Answer{}, err
		}
		if n.Forbidden != "" {
			return Answer{}, problem.New(problem.Conflict, "%s is never given out (%s). Take the pattern away first, with forbidden remove.", n.Phone.Display(), n.Forbidden)
		}
		kept := func(n *inventory.Number) {
			n.For, n.ForPerson, n.Until, n.Why = whom, "", end, say.Words(reason)
			if p != nil {
				n.For, n.ForPerson = "", p.ID
			}
		}
		if n, err = w.moveNumber(n, inventory.Reserve, "admin command", kept); err != nil {
			return Answer{}, err
		}
		if err := w.remember(p); err != nil {
			return Answer{}, err
		}
		return Answer{Title: say.Text("Reserved"), Tone: card.Good, JSON: listing(n), Lines: numberSentences(w.tx, n),
			Next: say.Text("Type unblock %s to end it.", n.Phone)}, nil
	})
}

// blockWord keeps a number from being given out.
func blockWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	number, err := phone.Parse(c.Args[0], d.o.DefaultCountry)
	if err != nil {
		return Answer{}, unreadable(err)
	}
	reason := strings.TrimSpace(c.flag("reason"))
	if utf8.RuneCountInString(reason) > 500 {
		return Answer{}, problem.New(problem.Invalid, "Please keep the reason under 500 characters.")
	}
	if reason == "" {
		return Answer{}, problem.New(problem.Invalid, "Say why, such as --reason \"malicious calls\", so that the next admin knows.")
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		end, err := until(c.flag("until"), w.now)
		if err != nil {
			return Answer{}, err
		}
		n, err := store.Number(w.tx, number)
		if err != nil {
			return Answer{}, err
		}
		if n, err = w.moveNumber(n, inventory.Block, "admin command", func(n *inventory.Number) { n.Why, n.Until = say.Words(reason), end }); err != nil {
			return Answer{}, err
		}
		return Answer{Title: say.Text("Blocked"), Tone: card.Good, JSON: listing(n), Lines: numberSentences(w.tx, n),
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
		on := n.State.Ending()
		switch {
		case on == "":
			return Answer{}, problem.New(problem.Conflict, "%s is %s: there is no block, reservation or rest to end.", n.Phone.Display(), n.State.Words())
		case n.Forbidden != "":
			return Answer{}, problem.New(problem.Conflict, "%s is never given out (%s). Take the pattern away first, with forbidden remove.", n.Phone.Display(), n.Forbidden)
		}
		if n, err = w.moveNumber(n, on, "admin command", nil); err != nil {
			return Answer{}, err
		}
		if n, err = store.Number(w.tx, number); err != nil { // a request that waited may have it now
			return Answer{}, err
		}
		answer := Answer{Title: say.Text("Free again"), Tone: card.Good, JSON: listing(n), Lines: numberSentences(w.tx, n)}
		if n.State != inventory.Available {
			answer.Title = say.Text("Given to who waited")
		}
		return answer, nil
	})
}
