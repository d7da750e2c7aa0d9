// Package problem holds the one error the product passes around: what went wrong in a word,
// a sentence for the person, and the cause for the log. It never decides what to do about it.
package problem

import (
	"errors"
	"log/slog"
	"time"

	"github.com/numberdesk/numberdesk/internal/say"
)

// Kind says what sort of trouble it is, and so what may be done about it.
type Kind string

const (
	// Invalid input: the person can correct it and try again.
	Invalid Kind = "invalid"
	// NotFound names something that is not there.
	NotFound Kind = "notFound"
	// Forbidden means this person, or this app, may not do that.
	Forbidden Kind = "forbidden"
	// Conflict means the state of things does not allow it now.
	Conflict Kind = "conflict"
	// Busy means it was certainly not done and may be tried again after RetryAfter.
	Busy Kind = "busy"
	// Unclear means the answer was lost: it may or may not have been done, so look before acting again.
	Unclear Kind = "unclear"
	// Internal is everything else.
	Internal Kind = "internal"
)

// Error is a problem with two faces: Say for the person in chat, Err for the log.
type Error struct {
	Kind Kind
	// Code tells apart causes of one kind, for the caller that acts on them, such as "ConversationNotFound".
	Code string
	// Say is a sentence for the person, with what to do next. It holds no internals.
	Say say.Sentence
	// Needs names the permission that is missing, of a Forbidden about the desk's own rights; empty for any other.
	Needs string
	// RetryAfter is how long the other side asked us to wait; zero when it did not say.
	RetryAfter time.Duration
	// Err is the cause. It may hold foreign text and is for the log alone.
	Err error
}

// New makes a problem without a deeper cause.
func New(kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Say: say.Text(format, args...)}
}

// Wrap gives a cause its kind and its sentence.
func Wrap(err error, kind Kind, format string, args ...any) *Error {
	return &Error{Kind: kind, Say: say.Text(format, args...), Err: err}
}

// Error is for the log: the sentence, then the cause.
func (e *Error) Error() string {
	text := e.Say.String()
	if e.Code != "" {
		text = e.Code + ": " + text
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf is the kind of the first problem in err's chain, Internal for any other error, "" for nil.
func KindOf(err error) Kind {
	if err == nil {
		return ""
	}
	if p, ok := errors.AsType[*Error](err); ok {
		return p.Kind
	}
	return Internal
}

// Is reports whether err is a problem with this code.
func Is(err error, code string) bool {
	p, ok := errors.AsType[*Error](err)
	return ok && p.Code == code
}

// Say is the sentence a person may read. An error that is no problem says nothing of itself.
func Say(err error) say.Sentence {
	if p, ok := errors.AsType[*Error](err); ok && !p.Say.IsZero() {
		return p.Say
	}
	return say.Text("Something went wrong here. Nothing was changed; please try again, and tell your telephony admins if it stays so.")
}

// RetryAfter is how long the other side asked us to wait, zero when it did not.
func RetryAfter(err error) time.Duration {
	if p, ok := errors.AsType[*Error](err); ok {
		return p.RetryAfter
	}
	return 0
}

// Cause is an error for the log: of a problem its kind, its code and its cause, but not the sentence, which
// may name people and numbers. A cause that knows what of itself may be logged says so as a slog.LogValuer.
func Cause(err error) slog.Attr {
	p, ok := errors.AsType[*Error](err)
	if !ok {
		return slog.Any("cause", err)
	}
	attrs := []any{slog.String("kind", string(p.Kind))}
	if p.Code != "" {
		attrs = append(attrs, slog.String("code", p.Code))
	}
	var safe slog.LogValuer
	if errors.As(p.Err, &safe) {
		attrs = append(attrs, slog.Any("error", safe))
	} else if p.Err != nil {
		attrs = append(attrs, slog.String("error", p.Err.Error()))
	}
	return slog.Group("cause", attrs...)
}
