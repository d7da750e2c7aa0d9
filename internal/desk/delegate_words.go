package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
)

// delegationWish is a delegation as somebody wrote it.
type delegationWish struct{ to, until, why string }

// Words that begin the parts of a delegation, in the languages of the desk.
var (
	toWords      = []string{"to", "an", "durch"}
	untilWords   = []string{"until", "till", "bis"}
	becauseWords = []string{"because", "weil", "wegen"}
)

// delegationWords reads "to PERSON until DAY because REASON".
func delegationWords(words []string) (wish delegationWish) {
	into := &wish.to
	for i, word := range words {
		lower := strings.ToLower(word)
		switch {
		case into == &wish.why: // whatever the reason says is the reason
		case i == 0 && slices.Contains(toWords, lower):
			continue
		case slices.Contains(untilWords, lower):
			into = &wish.until
			continue
		case slices.Contains(becauseWords, lower):
			into = &wish.why
			continue
		}
		*into = strings.TrimSpace(*into + " " + word)
	}
	return wish
}

// someone is the person that a word names: an address, an object id, or the id of a mention.
func (d *Desk) someone(ctx context.Context, word string) (*person.Person, error) {
	word = strings.TrimPrefix(strings.TrimSpace(word), "@")
	switch {
	case strings.HasPrefix(word, "29:"):
		var id person.ID
		known := false
		err := d.db.View(ctx, func(tx store.Tx) (err error) {
			id, known, err = store.PersonInChat(tx, word)
			return err
		})
		if err != nil {
			return nil, err
		}
		if !known {
			return nil, problem.New(problem.NotFound, "Whom you mentioned has not met the desk yet. Write the address instead, such as megan@contoso.com.")
		}
		return d.dir.Person(ctx, id)
	case guid.MatchString(word), strings.Contains(word, "@") && !strings.ContainsAny(word, " <>/"):
		p, err := d.dir.Person(ctx, person.ID(word))
		return p, noSuchPerson(err)
	}
	return nil, problem.New(problem.Invalid, "%.40q names nobody for certain. Mention the person, or write the address, such as megan@contoso.com.", word)
}

// weekdays are the names of days in the languages of the desk.
var weekdays = map[string]time.Weekday{
	"sunday": time.Sunday, "monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday, "friday": time.Friday, "saturday": time.Saturday,
	"sonntag": time.Sunday, "montag": time.Monday, "dienstag": time.Tuesday, "mittwoch": time.Wednesday, "donnerstag": time.Thursday, "freitag": time.Friday, "samstag": time.Saturday,
}

// lastDay reads the day up to whose end something lasts, where a person's clock shows it: a weekday is the next of its
// name, so that Friday said on a Friday is in a week.
func lastDay(text string, now time.Time, zone *time.Location) (end time.Time, ok bool) {
	text = strings.ToLower(strings.TrimRight(strings.TrimSpace(text), ".,"))
	today := now.In(zone)
	days, ok := map[string]int{"today": 0, "heute": 0, "tomorrow": 1, "morgen": 1}[text]
	if day, isWeekday := weekdays[text]; isWeekday {
		days, ok = int(day-today.Weekday()+7)%7, true
		if days == 0 {
			days = 7
		}
	}
	for _, layout := range []string{time.DateOnly, "2.1.2006"} {
		if at, err := time.Parse(layout, text); err == nil {
			return time.Date(at.Year(), at.Month(), at.Day(), 23, 59, 59, 0, zone).UTC(), true
		}
	}
	return time.Date(today.Year(), today.Month(), today.Day()+days, 23, 59, 59, 0, zone).UTC(), ok
}
