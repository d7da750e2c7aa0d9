package main

import (
	"errors"
	"log/slog"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/numberdesk/numberdesk/internal/demo"
)

func (p *program) demo() *cobra.Command {
	var story, update, verbose, noBrowser bool
	var folder string
	var port int
	cmd := &cobra.Command{
		Use:   "demo [--story [file]]",
		Short: "Try the desk without an account",
		Long: `Starts a sample company on this machine: a simulated Microsoft behind real TLS, the real bot in front of it,
and three windows of Microsoft's own test client on one page: an employee, her manager and a telephony
admin. Nothing leaves the machine, and nothing is left behind when Ctrl-C ends it.

The test client needs Node.js; make demo installs it. With --story neither Node nor a browser is needed: a
conversation is played as text, and its answers are held against the file, or against the product's main
story when none is named. A different answer is shown line by line and ends with 1.`,
		Example: "  numberdesk demo\n  numberdesk demo --story\n  numberdesk demo --story mine.txt --update",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			log := slog.New(slog.DiscardHandler)
			if verbose {
				log = p.log()
			}
			file := ""
			if len(args) > 0 {
				file = args[0]
			}
			switch {
			case !story && (update || file != ""):
				return wrongUsage{errors.New("a file and --update belong to --story")}
			case story && update && file == "":
				return wrongUsage{errors.New("--update needs the file to write")}
			case port < 0 || port > 65532:
				return wrongUsage{errors.New("--port is between 0 and 65532: the three after it are used too")}
			case story:
				return demo.Story(cmd.Context(), demo.StoryOptions{File: file, Update: update, Out: p.out, Log: log})
			}
			// A terminal that is closed is a way to end it, too.
			ctx, stop := signal.NotifyContext(cmd.Context(), syscall.SIGHUP)
			defer stop()
			return demo.Windows(ctx, demo.WindowsOptions{Folder: folder, Port: port, Browser: !noBrowser, Out: p.out, Log: log})
		},
	}
	cmd.Flags().BoolVar(&story, "story", false, "play a conversation as text")
	cmd.Flags().BoolVar(&update, "update", false, "with --story: write the conversation as it went into the file")
	cmd.Flags().StringVar(&folder, "playground", "internal/e2e/playground", "where npm installed Microsoft's test client")
	cmd.Flags().IntVar(&port, "port", 0, "port of the page, and the three after it of the windows; 0 takes free ones")
	cmd.Flags().BoolVar(&noBrowser, "no-browser", false, "do not open the page")
	cmd.Flags().BoolVar(&verbose, "verbose", false, "log what the bot and the windows do")
	return cmd
}
