package desk

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// delegateCommands let somebody else decide while one is away. They are for everyone: who is asked to approve is found
// out request by request.
var delegateCommands = []Command{
	{
		Word: "delegate", Also: []string{"vertretung", "vertreten"}, Args: "[to PERSON until DAY because REASON]", Short: say.Text("Let somebody decide for you while you are away"),
		MaxArgs: 200, Chat: true, SlowWith: true, run: delegate, Example: "delegate to megan@contoso.com until Friday because I am on leave",
		Flags: func(f *pflag.FlagSet) {
			f.String("to", "", "who decides for you: an address, or a mention")
			f.String("until", "", "the last day: a weekday, or a day such as 2026-12-31")
			f.String("reason", "", "why, for whom it concerns")
		},
	},
	{Word: "delegate end", Also: []string{"vertretung beenden", "vertretung ende"}, Short: say.Text("Decide for yourself again"), Chat: true, run: delegateEnd},
}

// delegate names who decides for the caller, or says who does.
func delegate(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	wish := delegationWords(c.Args)
	for flag, word := range map[string]*string{"to": &wish.to, "until": &wish.until, "reason": &wish.why} {
		if said := strings.TrimSpace(c.flag(flag)); said != "" {
			*word = said
		}
	}
	now, zone := time.Now().UTC(), c.turn.Zone()
	switch {
	case c.Who.ID == "":
		return Answer{}, problem.New(problem.Forbidden, "Teams did not say who you are, so nothing was done.")
	case wish == (delegationWish{}):
		return d.delegation(ctx, c.Who.ID, now)
	case wish.to == "" || wish.until == "" || wish.why == "":
		return Answer{}, problem.New(problem.Invalid, "Say to whom, until when and why: delegate to megan@contoso.com until Friday because I am on leave")
	case utf8.RuneCountInString(wish.why) > 200:
		return Answer{}, problem.New(problem.Invalid, "Please keep the reason under 200 characters.")
	}
	until, ok := lastDay(wish.until, now, zone)
	if !ok {
		return Answer{}, problem.New(problem.Invalid, "%.40q is no day. Name a weekday such as Friday, or a day such as 2026-12-31.", wish.until)
	}
	to, err := d.someone(ctx, wish.to)
	if err != nil {
		return Answer{}, err
	}
	if err := request.MayDelegate(c.Who.ID, to, until, now); err != nil {
		return Answer{}, err
	}
	if !d.delegations.allows(c.Who.ID, delegationsAllowed) {
		return refusal(tooOften()), nil
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		if err := w.remember(to, &person.Person{ID: c.Who.ID, Name: c.Who.Name}); err != nil {
			return Answer{}, err
		}
		g := request.Delegation{Of: c.Who.ID, To: to.ID, From: w.now, Until: until, Why: wish.why}
		passed, err := w.beginDelegation(g)
		if err != nil {
			return Answer{}, err
		}
		answer := Answer{Title: say.Text("%s decides for you", to.Name), Tone: card.Good, Next: say.Text("You can decide all the same. Type delegate end to end it earlier."),
			Lines: []say.Sentence{say.Text("Until %s: %s", say.Date(until), wish.why)}}
		if passed > 0 {
			answer.Lines = append(answer.Lines, say.Count(passed, "%d open request goes there, too.", "%d open requests go there, too."))
		}
		their, away, err := store.Delegation(w.tx, to.ID)
		if err == nil && away && their.Until.After(w.now) {
			answer.Tone = card.Warning
			answer.Lines = append(answer.Lines, say.Text("But %s is away, too, until %s, and what comes from you is not passed on.", to.Name, say.Date(their.Until)))
		}
		return answer, err
	})
}

// delegation says who decides for somebody.
func (d *Desk) delegation(ctx context.Context, of person.ID, now time.Time) (answer Answer, err error) {
	err = d.db.View(ctx, func(tx store.Tx) error {
		g, ok, err := store.Delegation(tx, of)
		if err != nil {
			return err
		}
		theirs, err := standingIn(tx, of, now)
		if err != nil {
			return err
		}
		if !ok || !g.Until.After(now) {
			answer = Answer{Title: say.Text("You decide for yourself"), Lines: []say.Sentence{say.Text("Nobody stands in for you.")},
				Next: say.Text("When you are away: delegate to megan@contoso.com until Friday because I am on leave")}
			answer.Lines = append(answer.Lines, theirs...)
			return nil
		}
		answer = Answer{Title: say.Text("%s decides for you", nameOf(tx, g.To)), Tone: card.Accent,
			Lines: []say.Sentence{say.Text("Until %s: %s", say.Date(g.Until), g.Why)}, Next: say.Text("You can decide all the same. Type delegate end to end it earlier.")}
		answer.Lines = append(answer.Lines, theirs...)
		return nil
	})
	return answer, err
}

// standingIn says for whom somebody stands in.
func standingIn(tx store.Tx, to person.ID, now time.Time) (lines []say.Sentence, err error) {
	all, err := store.DelegationsTo(tx, to)
	for _, g := range all {
		if g.Until.After(now) {
			lines = append(lines, say.Text("You decide for %s until %s: %s", nameOf(tx, g.Of), say.Date(g.Until), g.Why))
		}
	}
	return lines, err
}

// delegateEnd lets the caller decide alone again.
func delegateEnd(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	return d.change(ctx, c, func(w *work) (Answer, error) {
		g, ok, err := store.Delegation(w.tx, c.Who.ID)
		if err != nil {
			return Answer{}, err
		}
		if !ok {
			return Answer{}, problem.New(problem.NotFound, "Nobody stands in for you, so there is nothing to end.")
		}
		if err := w.endDelegation(g, "ended by whom it is for"); err != nil {
			return Answer{}, err
		}
		if g.Until.After(w.now) {
			if err := w.standsDown(g); err != nil {
				return Answer{}, err
			}
		}
		return Answer{Title: say.Text("You decide for yourself"), Tone: card.Good, Lines: []say.Sentence{say.Text("%s does not stand in for you any more.", nameOf(w.tx, g.To))},
			Next: say.Text("What is open is with you.")}, nil
	})
}
