package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/desk"
	"github.com/numberdesk/numberdesk/internal/server"
)

// addDeskCommands offers the desk's own commands, with the words they have in chat.
func (p *program) addDeskCommands(root *cobra.Command) {
	made := map[string]*cobra.Command{}
	for _, c := range desk.Commands() {
		if !c.Shell {
			continue
		}
		parent, word := root, c.Word
		if first, rest, two := strings.Cut(c.Word, " "); two {
			parent, word = made[first], rest
		}
		cmd := p.deskCommand(c, word)
		made[c.Word] = cmd
		parent.AddCommand(cmd)
	}
}

func (p *program) deskCommand(c desk.Command, word string) *cobra.Command {
	cmd := &cobra.Command{
		Use: strings.TrimSpace(word + " " + c.Args), Short: c.Short.String(), Long: c.Short.String() + ".\n\n" + c.Long,
		Args: func(_ *cobra.Command, args []string) error {
			if !c.Fits(args) {
				return wrongUsage{fmt.Errorf("it is written: numberdesk %s", c.Usage())}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return p.ask(cmd, c, args) },
	}
	if c.Long == "" {
		cmd.Long = c.Short.String() + "."
	}
	if c.Example != "" {
		cmd.Example = "  numberdesk " + c.Example
	}
	if c.Flags != nil {
		c.Flags(cmd.Flags())
	}
	return cmd
}

// ask runs a command by the running desk, or on the store itself.
func (p *program) ask(cmd *cobra.Command, c desk.Command, args []string) error {
	config, err := p.load()
	if err != nil {
		return err
	}
	if force, _ := cmd.Flags().GetBool("force"); c.Word == "export" && !force {
		if err := vacant(args); err != nil {
			return err
		}
	}
	words := strings.Fields(c.Word)
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if cmd.InheritedFlags().Lookup(f.Name) == nil {
			value := f.Value.String()
			if _, list := f.Value.(pflag.SliceValue); list { // which prints itself in brackets
				value = strings.TrimSuffix(strings.TrimPrefix(value, "["), "]")
			}
			words = append(words, "--"+f.Name+"="+value)
		}
	})
	var input []byte
	if c.Word == "import" && !cmd.Flags().Changed("plan") {
		if input, err = p.read(args); err != nil {
			return err
		}
	}
	if args, err = placed(c, args); err != nil {
		return err
	}
	if c.Word == "release" && !given(cmd, "yes", "dry-run", "from") {
		flags, ok, err := p.releases(cmd.Context(), config, args)
		if err != nil {
			return err
		}
		if !ok {
			return errRefused
		}
		words = append(words, flags...)
	}
	words = append(words, "--")
	ctx, finish := p.progress(cmd.Context())
	printed, err := server.Command(ctx, config, server.Options{Log: p.quietLog(), TextOnly: p.output == "text"}, append(words, args...), input)
	finish()
	if err != nil {
		return err
	}
	if c.Word == "export" && !printed.Refused {
		if done, err := p.deliver(printed.File, args); done || err != nil {
			return err
		}
	}
	if printed.Refused && p.output == "text" {
		fmt.Fprint(p.err, printed.Text)
	} else if err := p.answer(printed.Text, printed.JSON); err != nil {
		return err
	}
	if printed.Refused {
		return errRefused
	}
	return nil
}

// given reports whether any of these flags was typed.
func given(cmd *cobra.Command, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return cmd.Flags().Changed(name) })
}
