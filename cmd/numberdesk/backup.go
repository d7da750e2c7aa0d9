package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/numberdesk/numberdesk/internal/desk"
	"github.com/numberdesk/numberdesk/internal/store"
)

func (p *program) restore() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup back",
		Long: `Checks every row of a backup and puts it in the place of the store. The store that was there stays beside it,
as STORE.before-TIME. A backup of an earlier version is brought up to this one; the file itself stays as it is.
Refused while a desk runs on the store, and for a file that is damaged, contradicts itself or was written by a
newer version; then nothing was changed. A crash leaves the old store or the new one.

Requests made after the backup are gone, and their names are not given again. What was assigned or released in
Teams meanwhile is not undone: run reconcile before the desk serves again.

With --check the backup is only checked, and a desk may run.`,
		Example: "  numberdesk restore --check /mnt/backup/numberdesk.db\n  numberdesk restore /mnt/backup/numberdesk.db\n  numberdesk reconcile",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := p.load()
			if err != nil {
				return err
			}
			if check {
				r, err := store.CheckBackup(cmd.Context(), args[0], c.Store.Path)
				if err != nil {
					return err
				}
				return p.answer("This backup can be restored.\n"+holds(r), r)
			}
			r, err := store.Restore(cmd.Context(), args[0], c.Store.Path, time.Now())
			if err != nil {
				return err
			}
			text := "Restored.\n" + holds(r)
			if r.Before != "" {
				text += fmt.Sprintf("The store that was there is kept as %s.\n", r.Before)
			}
			return p.answer(text+"Run numberdesk reconcile before the desk serves again: Teams knows what happened since.\n", r)
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "only check the backup")
	return cmd
}

// placed names the file of a backup from the root: the desk that writes it may run in another folder.
func placed(c desk.Command, args []string) ([]string, error) {
	if c.Word != "backup" || len(args) == 0 {
		return args, nil
	}
	path, err := filepath.Abs(args[0])
	return []string{path}, err
}

// holds says what a backup holds.
func holds(r store.Restored) string {
	var text strings.Builder
	fmt.Fprintf(&text, "It has %d numbers, %d requests and %d audit entries, and every row of it holds.\n", r.Numbers, r.Requests, r.Entries)
	if !r.Newest.IsZero() {
		fmt.Fprintf(&text, "Its last entry is of %s.\n", r.Newest.Local().Format("2 Jan 2006, 15:04"))
	}
	if r.Upgraded != 0 {
		fmt.Fprintf(&text, "It was of format %d, and is brought up to format %d.\n", r.Upgraded, r.Format)
	}
	return text.String()
}
