package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/server"
)

// version is set by the linker in a release.
var version = "development"

// Exit codes.
const (
	done    = 0
	refused = 1
	usage   = 2
)

// memory is what the collector tries to stay below, in bytes, unless GOMEMLIMIT says otherwise: an import of a million
// numbers has half a gigabyte.
const memory = 400 << 20

func main() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memory)
	}
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// errRefused ends with 1 after its reason has been printed.
var errRefused = errors.New("refused")

// program is what every command shares: its streams and the flags before it.
type program struct {
	in         io.Reader
	out, err   io.Writer
	configPath string
	output     string
	logFormat  string
	// watched is set when standard error is a terminal, where somebody sees how far a command has come.
	watched bool
	// asks is set when somebody can be asked, and can answer.
	asks bool
	// started is set once a command runs: an error before that is wrong usage.
	started bool
}

// run is the program, as tests start it too.
func run(args []string, in io.Reader, out, errOut io.Writer) int {
	p := &program{in: in, out: out, err: errOut, watched: terminal(errOut), asks: person(in, errOut)}
	return p.run(args)
}

func (p *program) run(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once
	root := p.root()
	root.SetArgs(args)
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return done
	case errors.Is(err, errRefused):
		return refused
	}
	return p.fail(err, wantsJSON(args))
}

// fail says an error and answers the exit code: as JSON on standard output for a program, which then finds
// one document there whatever happens, or as text on standard error for a person.
func (p *program) fail(err error, asJSON bool) int {
	code, kind, say, cause := refused, problem.KindOf(err), err.Error(), ""
	known, isKnown := errors.AsType[*problem.Error](err)
	_, isUsage := errors.AsType[wrongUsage](err)
	switch {
	case isKnown:
		say = known.Say.String()
		if known.Kind == problem.Invalid {
			code = usage
		} else if known.Err != nil {
			cause = known.Err.Error()
		}
	case isUsage || !p.started:
		code, kind = usage, problem.Invalid
	}
	if asJSON {
		p.print(map[string]string{"error": say, "kind": string(kind)})
		return code
	}
	fmt.Fprintln(p.err, "numberdesk: "+say)
	if cause != "" {
		fmt.Fprintln(p.err, "  cause: "+cause)
	}
	return code
}

// wantsJSON looks for --output json by itself: an error in the flags ends their reading before it is found.
func wantsJSON(args []string) bool {
	at := slices.Index(args, "--output")
	return slices.Contains(args, "--output=json") || at >= 0 && at+1 < len(args) && args[at+1] == "json"
}

// answer prints text for a person, value for a program.
func (p *program) answer(text string, value any) error {
	if p.output == "json" {
		return p.print(value)
	}
	_, err := io.WriteString(p.out, text)
	return err
}

func (p *program) print(value any) error {
	e := json.NewEncoder(p.out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(value)
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "numberdesk",
		Short: "A phone-number desk inside Microsoft Teams",
		Long: `numberdesk gives a company a phone-number desk inside Microsoft Teams: an employee asks in chat, the
manager approves on a card, the desk picks a number from its own inventory, assigns it in Teams Phone,
proves that it arrived, and takes it back when the person is delicensed or deleted.

Try it without an account: numberdesk demo
Set it up:                 numberdesk init, fill in numberdesk.yaml, numberdesk check --config numberdesk.yaml
Run it:                    numberdesk serve --config numberdesk.yaml

Commands about numbers and requests have the words they have in chat. While a desk runs on the store, they
are answered by it. Exit codes: 0 done, 1 refused or failed, 2 wrong usage or configuration.`,
		SilenceUsage: true, SilenceErrors: true,
	}
	root.PersistentFlags().StringVar(&p.configPath, "config", os.Getenv("NUMBERDESK_CONFIG"), "configuration file; also NUMBERDESK_CONFIG")
	root.PersistentFlags().StringVar(&p.output, "output", "text", "text or json")
	root.PersistentFlags().StringVar(&p.logFormat, "log", "text", "log lines as text or json")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return wrongUsage{err} })
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if p.output != "text" && p.output != "json" {
			return wrongUsage{fmt.Errorf("--output is text or json, not %q", p.output)}
		}
		if p.logFormat != "text" && p.logFormat != "json" {
			return wrongUsage{fmt.Errorf("--log is text or json, not %q", p.logFormat)}
		}
		p.started = true
		return nil
	}
	root.AddCommand(p.serve(), p.demo(), p.init(), p.check(), p.manifest(), p.restore(), p.version())
	p.addDeskCommands(root)
	return root
}

// wrongUsage ends with 2.
type wrongUsage struct{ err error }

func (w wrongUsage) Error() string { return w.err.Error() + "\nSee numberdesk --help." }

func (p *program) load() (server.Config, error) { return server.Load(p.configPath, os.Environ()) }

// log is the running desk's; quietLog is for commands, whose answer says the rest.
func (p *program) log() *slog.Logger      { return p.logFrom(slog.LevelInfo) }
func (p *program) quietLog() *slog.Logger { return p.logFrom(slog.LevelWarn) }

func (p *program) logFrom(level slog.Level) *slog.Logger {
	options := &slog.HandlerOptions{Level: level}
	if p.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.err, options))
	}
	return slog.New(slog.NewTextHandler(p.err, options))
}

func (p *program) serve() *cobra.Command {
	return &cobra.Command{
		Use:   "serve",
		Short: "Run the desk",
		Long: `Runs the desk: the endpoint for Teams, the outbox, the schedule. It needs bot.app_id, bot.tenant_id and a
credential. It ends with 0 on SIGTERM or Ctrl-C, when what was in hand has finished; the rest stays in the
outbox and goes on at the next start.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := p.load()
			if err != nil {
				return err
			}
			if err := c.CheckServe(); err != nil {
				return err
			}
			s, err := server.New(c, server.Options{Log: p.log()})
			if err != nil {
				return err
			}
			return s.Run(cmd.Context())
		},
	}
}

func (p *program) version() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return p.answer("numberdesk "+version+"\n", map[string]string{"version": version})
		},
	}
}
