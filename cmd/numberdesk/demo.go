package main

import (
	"errors"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/numberdesk/numberdesk/internal/demo"
)

func (p *program) demo() *cobra.Command {
	var story, update, verbose bool
	cmd := &cobra.Command{
		Use:   "demo [--story [file]]",
		Short: "Try the desk without an account",
		Long: `Starts a sample company on this machine: a simulated Microsoft behind real TLS, and the real bot in front of
it. Nothing leaves the machine, and nothing is left behind when it ends.

With --story a conversation is played as text, and its answers are held against the file, or against the
product's main story when none is named. A different answer is shown line by line and ends with 1.`,
		Example: "  numberdesk demo --story\n  numberdesk demo --story mine.txt --update",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			log := slog.New(slog.DiscardHandler)
			if verbose {
				log = p.log()
			}
			if !story {
				return wrongUsage{errors.New("a file and --update belong to --story")}
			}
			file := ""
			if len(args) > 0 {
				file = args[0]
			}
			if update && file == "" {
				return wrongUsage{errors.New("--update needs the file to write")}
			}
			return demo.Story(cmd.Context(), demo.StoryOptions{File: file, Update: update, Out: p.out, Log: log})
		},
	}
	cmd.Flags().BoolVar(&story, "story", false, "play a conversation as text")
	cmd.Flags().BoolVar(&update, "update", false, "with --story: write the conversation as it went into the file")
	cmd.Flags().BoolVar(&verbose, "verbose", false, "log what the bot does")
	return cmd
}
