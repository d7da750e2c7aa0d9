package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
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

func main() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }

// errRefused ends with 1 after its reason has been printed.
var errRefused = errors.New("refused")

// program is what every command shares: its streams and the flags before it.
type program struct {
	in         io.Reader
	out, err   io.Writer
	configPath string
	output     string
	logFormat  string
	// started is set once a command runs: an error before that is wrong usage.
	started bool
}

// run is the program, as tests start it too.
func run(args []string, in io.Reader, out, errOut io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	p := &program{in: in, out: out, err: errOut}
	root := p.root()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	var known *problem.Error
	switch {
	case err == nil:
		return done
	case errors.Is(err, errRefused):
		return refused
	case errors.As(err, &known):
		fmt.Fprintln(errOut, "numberdesk: "+known.Say)
		if known.Kind == problem.Invalid {
			return usage
		}
		if known.Err != nil {
			fmt.Fprintln(errOut, "  cause: "+known.Err.Error())
		}
		return refused
	}
	var wrong wrongUsage
	fmt.Fprintln(errOut, "numberdesk: "+err.Error())
	if errors.As(err, &wrong) || !p.started {
		return usage
	}
	return refused
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "numberdesk",
		Short: "A phone-number desk inside Microsoft Teams",
		Long: `numberdesk gives a company a phone-number desk inside Microsoft Teams: an employee asks in chat, the
manager approves on a card, the desk picks a number from its own inventory, assigns it in Teams Phone,
proves that it arrived, and takes it back when the person is delicensed or deleted.

Try it without an account: numberdesk demo
Run it:                    numberdesk serve --config numberdesk.yaml`,
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
		p.started = true
		return nil
	}
	root.AddCommand(p.serve(), p.demo(), p.manifest(), p.version())
	p.addDeskCommands(root)
	return root
}

// wrongUsage ends with 2.
type wrongUsage struct{ err error }

func (w wrongUsage) Error() string { return w.err.Error() + "\nSee numberdesk --help." }

func (p *program) load() (server.Config, error) { return server.Load(p.configPath, os.Environ()) }

func (p *program) log() *slog.Logger {
	if p.logFormat == "json" {
		return slog.New(slog.NewJSONHandler(p.err, nil))
	}
	return slog.New(slog.NewTextHandler(p.err, nil))
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
		Run: func(cmd *cobra.Command, _ []string) { fmt.Fprintln(p.out, "numberdesk "+version) },
	}
}
