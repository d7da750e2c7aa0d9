package desk

import (
	"errors"
	"strings"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// wrongFlag says in the reader's language what the parser of flags says in English.
func wrongFlag(err error) say.Sentence {
	var unknown *pflag.NotExistError
	var bare *pflag.ValueRequiredError
	var odd *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		return say.Text("there is no --%s", unknown.GetSpecifiedName())
	case errors.As(err, &bare):
		return say.Text("--%s needs a value", bare.GetSpecifiedName())
	case errors.As(err, &odd):
		return say.Text("%q is no value for --%s", odd.GetValue(), odd.GetFlag().Name)
	}
	return say.Words(err.Error())
}

// unfit refuses words that do not fit the command: too few, too many, or, where a number is meant, what is none because
// the rest of a text without quotes ran into it.
func (c Command) unfit(call *Call, words []string, country string) error {
	n := len(call.Args)
	ranInto := n > c.MaxArgs
	if c.Number && len(call.Flags.Args()) > c.MaxArgs {
		_, err := phone.Parse(call.Args[0], country)
		ranInto = err != nil
	}
	if flag := unquoted(call.Flags, words); ranInto && flag != "" {
		return problem.New(problem.Invalid, "What stands behind --%s has spaces, so put it in quotes: --%s '…'. Write it like this: %s", flag, flag, c.Usage())
	}
	if n < c.MinArgs || n > c.MaxArgs {
		return problem.New(problem.Invalid, "Write it like this: %s", c.Usage())
	}
	return nil
}

// unquoted is the first flag for a text that more than one word follows; empty when there is none.
func unquoted(flags *pflag.FlagSet, words []string) string {
	plain := func(i int) bool { return i < len(words) && !strings.HasPrefix(words[i], "--") }
	for i, word := range words {
		name, _, joined := strings.Cut(strings.TrimPrefix(word, "--"), "=")
		f := flags.Lookup(name)
		if !strings.HasPrefix(word, "--") || f == nil || f.Value.Type() != "string" {
			continue
		}
		next := i + 1 // of the word behind the value
		if !joined {
			next++
		}
		if plain(next) {
			return name
		}
	}
	return ""
}
