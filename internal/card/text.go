package card

import (
	"fmt"
	"time"
)

// Trusted is a sentence which the desk formed itself and which a client may read as Markdown with
// date and time macros ("Text features", Adaptive Cards documentation). What a person typed gets
// into it through [Text] or [Escape] alone. A plain string in a card's data needs neither: it is
// made harmless when the card is rendered.
type Trusted string

// Text forms a sentence as fmt.Sprintf does. The format may hold Markdown; every argument that is
// not itself Trusted is escaped.
func Text(format string, args ...any) Trusted {
	safe := make([]any, len(args))
	for i, arg := range args {
		safe[i] = arg
		if _, ok := arg.(Trusted); !ok {
			safe[i] = escaped{arg}
		}
	}
	return Trusted(fmt.Sprintf(format, safe...))
}

// escaped prints its value with the verb and flags it was asked for, and then escapes that.
type escaped struct{ value any }

func (e escaped) Format(f fmt.State, verb rune) {
	fmt.Fprint(f, string(Escape(fmt.Sprintf(fmt.FormatString(f, verb), e.value))))
}

// Time is the moment t, which every client shows in its reader's own zone and language.
func Time(t time.Time) Trusted {
	return Date(t) + Trusted(t.UTC().Format(" {{TIME(2006-01-02T15:04:05Z)}}"))
}

// Date is the day of the moment t in its reader's own zone and language.
func Date(t time.Time) Trusted {
	return Trusted(t.UTC().Format("{{DATE(2006-01-02T15:04:05Z, SHORT)}}"))
}

// Stamp is the moment t in as few letters as a client can, for the cells of a table.
func Stamp(t time.Time) Trusted {
	return Trusted(t.UTC().Format("{{DATE(2006-01-02T15:04:05Z, COMPACT)}} {{TIME(2006-01-02T15:04:05Z)}}"))
}
