package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/numberdesk/numberdesk/internal/server"
)

func (p *program) check() *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Prove that all the desk needs is there",
		Long: `Looks at the configuration, the store, the sign-in to Microsoft Graph and what may be read there, the
sign-in to the Bot Connector and the keys of its tokens. It prints one line each, with what to do about what
is missing, changes nothing, and ends with 1 when anything is missing.`,
		Example: "  numberdesk check --config numberdesk.yaml",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := p.load()
			if err != nil {
				return err
			}
			proofs := server.Prove(cmd.Context(), c, server.Options{Log: p.quietLog()})
			var text strings.Builder
			w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
			for _, proof := range proofs {
				mark := "ok"
				if !proof.OK {
					mark = "MISSING"
				}
				fmt.Fprintf(w, "%s\t%s\t%s\n", proof.Item, mark, proof.Found)
			}
			w.Flush()
			if err := p.answer(text.String(), proofs); err != nil {
				return err
			}
			if slices.ContainsFunc(proofs, func(p server.Proof) bool { return !p.OK }) {
				return errRefused
			}
			return nil
		},
	}
}
