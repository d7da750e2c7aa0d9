// Package say holds what the desk says, before it is spoken: a sentence is an English format with
// what fills it, in no language yet. It is spoken where it leaves the house: on a card as Markdown, in
// a notification or on a terminal as plain text, in the language of whoever reads it. The one
// catalogue with the other languages is here too.
//
// What a person typed gets into a sentence as an argument alone, and is made harmless when the
// sentence is spoken. Nothing here reads a clock or knows who is listening.
package say

import (
	"fmt"
	"reflect"
	"strings"
	"time"
)

// Sentence is something to say. The zero Sentence says nothing. It can be kept: see MarshalJSON.
type Sentence struct {
	format string
	// args are strings, integers, booleans, moments and sentences.
	args []any
}

// Text is a sentence whose format is as fmt.Sprintf's, written out where it is called, in English, and
// may hold Markdown. The catalogue knows it by that format. An argument may be a Sentence, which is
// then spoken in the same language; every other one is escaped where a client reads Markdown.
func Text(format string, args ...any) Sentence {
	kept := make([]any, len(args))
	for i, arg := range args {
		kept[i] = plainArg(arg)
	}
	return Sentence{format, kept}
}

// plainArg reduces an argument to a kind that can be kept and printed at any time.
func plainArg(arg any) any {
	switch v := arg.(type) {
	case Sentence, moment:
		return v
	case time.Time:
		return moment{v.UTC(), asTime}
	case error:
		return v.Error()
	case fmt.Stringer:
		return v.String()
	}
	switch v := reflect.ValueOf(arg); v.Kind() {
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.Bool:
		return v.Bool()
	}
	return fmt.Sprint(arg)
}

// Words are somebody's own: a name, a reason, a number as it is written. They are said as they are, in
// every language.
func Words(words string) Sentence {
	if words == "" {
		return Sentence{}
	}
	return Text("%s", words)
}

// Count is one when n is 1, and many otherwise; both formats get n and then args.
func Count(n int, one, many string, args ...any) Sentence {
	format := many
	if n == 1 {
		format = one
	}
	return Text(format, append([]any{n}, args...)...)
}

// List is the sentences with sep between them; those that say nothing are left out.
func List(sep string, sentences ...Sentence) Sentence {
	var all Sentence
	for _, s := range sentences {
		if s.IsZero() {
			continue
		}
		if !all.IsZero() {
			all.format += strings.ReplaceAll(sep, "%", "%%")
		}
		all.format += "%s"
		all.args = append(all.args, s)
	}
	return all
}

// And is s with the next sentence behind it.
func (s Sentence) And(next Sentence) Sentence {
	switch {
	case s.IsZero():
		return next
	case next.IsZero():
		return s
	}
	return Text("%s %s", s, next)
}

// Or is s, or other when s says nothing.
func (s Sentence) Or(other Sentence) Sentence {
	if s.IsZero() {
		return other
	}
	return s
}

// IsZero reports whether there is nothing to say.
func (s Sentence) IsZero() bool { return s.format == "" }

// how a moment is written.
type how string

const (
	asTime  how = "time"  // day and time
	asDate  how = "date"  // the day
	asStamp how = "stamp" // day and time in as few letters as can be
)

// moment is a point in time, spoken in its reader's zone.
type moment struct {
	at time.Time // UTC
	as how
}

// Time is the moment t, which every client shows in its reader's own zone and language.
func Time(t time.Time) Sentence { return Text("%s", moment{t.UTC(), asTime}) }

// Date is the day of the moment t in its reader's own zone and language.
func Date(t time.Time) Sentence { return Text("%s", moment{t.UTC(), asDate}) }

// Stamp is the moment t in as few letters as a client can, for the cells of a table.
func Stamp(t time.Time) Sentence { return Text("%s", moment{t.UTC(), asStamp}) }

// Span is a length of time in its largest unit, rounded to it: "3 days".
func Span(d time.Duration) Sentence {
	switch {
	case d >= 48*time.Hour:
		return Count(int((d+12*time.Hour)/(24*time.Hour)), "%d day", "%d days")
	case d >= 90*time.Minute:
		return Count(int((d+30*time.Minute)/time.Hour), "%d hour", "%d hours")
	}
	return Count(max(1, int((d+30*time.Second)/time.Minute)), "%d minute", "%d minutes")
}
