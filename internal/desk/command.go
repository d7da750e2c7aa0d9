package desk

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Command is one word the desk understands, in chat and on the command line alike.
type Command struct {
	// Word is one word or two: "numbers", "ranges add".
	Word string
	// Also are words of other languages for it, understood in chat.
	Also []string
	// Args shows what follows, as in "NUMBER|PERSON"; empty when nothing does.
	Args string
	// Short is one line for lists, Long what --help teaches besides, and Example one that works.
	Short   say.Sentence
	Long    string
	Example string
	// Admin commands are for telephony admins; on the command line whoever may open the store is one.
	Admin bool
	// Chat and Shell say where it is offered.
	Chat, Shell bool
	// Flags declares what it takes; nil for none.
	Flags func(*pflag.FlagSet)
	// Slow commands ask Microsoft before they answer, or change very many numbers; ForRole ones ask whether the caller is an
	// admin. In chat they are answered from the outbox.
	Slow, ForRole bool
	// SlowWith commands are slow when words follow, and else only read what the desk knows.
	SlowWith bool
	// Number is set when the first argument is a number, which people write with spaces.
	Number bool
	// Where says in which desks it is offered; nil is all. It answers in the others, too, and says why not.
	Where func(*Options) bool
	// MinArgs and MaxArgs bound the words after it.
	MinArgs, MaxArgs int
	run              func(*Desk, context.Context, *Call) (Answer, error)
}

// Caller is who runs a command.
type Caller struct {
	ID   person.ID
	Name string
	// Shell is set for the command line: the operating system let him in.
	Shell bool
}

func (c Caller) actor() store.Actor {
	if c.Shell {
		return store.Actor{Kind: store.ByCommand}
	}
	return store.Actor{Kind: store.ByPerson, ID: string(c.ID)}
}

// Call is one command being run, or one click.
type Call struct {
	Who   Caller
	Args  []string
	Flags *pflag.FlagSet
	// Input is a file given with the command.
	Input []byte

	turn      activity.Activity
	click     *activity.Action
	committed bool
	response  activity.Response
}

func (c *Call) flag(name string) string {
	if c.Flags == nil {
		return ""
	}
	f := c.Flags.Lookup(name)
	if f == nil {
		return ""
	}
	return f.Value.String()
}

// Commands are all of them, in the order in which help shows them.
func Commands() []Command { return slices.Clone(commands) }

var commands []Command

func init() {
	commands = slices.Concat(everyone, delegateCommands, []Command{helpCommand}, numberCommands, rangeCommands, []Command{proposeCommand}, keepCommands, forbidCommands, stockCommands, requestCommands, personaCommands, serviceCommands, policyCommands, []Command{handCommand, deliveryCommand}, syncCommands, auditCommands, backupCommands)
}

// Do runs a command given as words, for the command line: the first one or two words name it.
func (d *Desk) Do(ctx context.Context, words []string, input []byte) (Answer, error) {
	_, answer, err := d.runWords(ctx, words, Call{Who: Caller{Shell: true}, Input: input})
	if err != nil {
		d.logRefusal("command", err)
	}
	return answer, err
}

// run runs a command as somebody typed it in chat.
func (d *Desk) run(ctx context.Context, text string, call Call) (Call, Answer, error) {
	words, err := split(text)
	if err != nil {
		return call, Answer{}, err
	}
	return d.runWords(ctx, words, call)
}

func (d *Desk) runWords(ctx context.Context, words []string, call Call) (Call, Answer, error) {
	cmd, rest, ok := lookup(words, call.Who.Shell)
	if !ok {
		answer, err := unknown(strings.Join(words, " "), call.Who.Shell)
		return call, answer, err
	}
	if cmd.Admin && !call.Who.Shell {
		admin, err := d.isAdmin(ctx, call.Who.ID)
		if err != nil {
			return call, Answer{}, err
		}
		if !admin {
			answer, err := d.refuseAccess(ctx, &call, cmd.Word)
			return call, answer, err
		}
	}
	call.Flags = pflag.NewFlagSet(cmd.Word, pflag.ContinueOnError)
	call.Flags.SetOutput(discard{})
	if cmd.Flags != nil {
		cmd.Flags(call.Flags)
	}
	if err := call.Flags.Parse(rest); errors.Is(err, pflag.ErrHelp) {
		return call, Answer{Title: say.Words(cmd.Word), Lines: []say.Sentence{cmd.Short}, Next: say.Text("Write it like this: %s", cmd.Usage())}, nil
	} else if err != nil {
		return call, Answer{}, problem.Wrap(err, problem.Invalid, "%s: %s. Write it like this: %s", cmd.Word, wrongFlag(err), cmd.Usage())
	}
	call.Args = cmd.arguments(call.Flags.Args())
	if err := cmd.unfit(&call, rest, d.o.DefaultCountry); err != nil {
		return call, Answer{}, err
	}
	answer, err := cmd.run(d, ctx, &call)
	return call, answer, err
}

// arguments are the words after a command, those of a number written with spaces as one.
func (c Command) arguments(words []string) []string {
	if extra := len(words) - c.MaxArgs; c.Number && extra > 0 {
		words = append([]string{strings.Join(words[:extra+1], " ")}, words[extra+1:]...)
	}
	return words
}

// Fits reports whether so many words can follow the command.
func (c Command) Fits(words []string) bool {
	n := len(c.arguments(words))
	return n >= c.MinArgs && n <= c.MaxArgs
}

// refuseAccess says no to somebody who is no admin.
func (d *Desk) refuseAccess(ctx context.Context, call *Call, word string) (Answer, error) {
	why := problem.New(problem.Forbidden, "The command %s is for telephony admins. Type help to see what you can do here.", word)
	if meant := nearestCommand(word, func(c Command) bool { return c.Chat && !c.Admin }); meant != "" {
		why = problem.New(problem.Forbidden, "The command %s is for telephony admins. Perhaps you mean %s. Type help to see what you can do here.", word, meant)
	}
	return d.refuse(ctx, call, word, why)
}

// refuse says why not to somebody who tried what is not his, and puts the try into the audit.
func (d *Desk) refuse(ctx context.Context, call *Call, word string, why error) (Answer, error) {
	answer := refusal(why)
	if !d.refusals.allows(call.Who.ID, refusalsKept) {
		return answer, nil // the audit has seen enough of it
	}
	return d.change(ctx, call, func(w *work) (Answer, error) {
		return answer, store.Record(w.tx, store.Entry{
			Actor: w.by, What: "access.refused", Person: call.Who.ID, Detail: map[string]string{"command": word},
		}, nil, w.now)
	})
}

// Usage is how the command is written.
func (c Command) Usage() string {
	usage := c.Word
	if c.Args != "" {
		usage += " " + c.Args
	}
	if c.Flags != nil {
		set := pflag.NewFlagSet("", pflag.ContinueOnError)
		c.Flags(set)
		set.VisitAll(func(f *pflag.Flag) {
			if f.Value.Type() == "bool" {
				usage += " [--" + f.Name + "]"
			} else {
				usage += " [--" + f.Name + " " + strings.ToUpper(f.Name) + "]"
			}
		})
	}
	return usage
}

// offered reports whether the command is there on the command line, or in chat.
func (c Command) offered(shell bool) bool {
	if shell {
		return c.Shell
	}
	return c.Chat
}

// lookup finds the command with the longest name that words begin with.
func lookup(words []string, shell bool) (cmd Command, rest []string, ok bool) {
	for n := min(2, len(words)); n > 0; n-- {
		name := strings.ToLower(strings.Join(words[:n], " "))
		for _, c := range commands {
			if (c.Word == name || !shell && slices.Contains(c.Also, name)) && c.offered(shell) {
				return c, words[n:], true
			}
		}
	}
	return Command{}, nil, false
}

// language is the one the caller reads.
func (c *Call) language() say.Language {
	if c.Who.Shell {
		return say.English
	}
	return say.Speaks(c.turn.Locale)
}
