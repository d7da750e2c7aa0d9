package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/numberdesk/numberdesk/deploy"
	"github.com/numberdesk/numberdesk/internal/problem"
)

func (p *program) init() *cobra.Command {
	return &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a sample configuration",
		Long: `Writes a configuration with every key, its default and what it means, to FILE or to numberdesk.yaml. A file
that is there already is left alone.`,
		Example: "  numberdesk init /etc/numberdesk/numberdesk.yaml",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			path := "numberdesk.yaml"
			if len(args) > 0 {
				path = args[0]
			}
			// 0600: whoever fills it in may put a secret into it.
			file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
			if errors.Is(err, fs.ErrExist) {
				return problem.New(problem.Conflict, "%s is there already, and is left as it is. Name another file: numberdesk init FILE.", path)
			}
			if err != nil {
				return problem.Wrap(err, problem.NotFound, "%s cannot be written.", path)
			}
			_, err = file.Write(deploy.Config)
			if err = errors.Join(err, file.Close()); err != nil {
				return problem.Wrap(err, problem.Internal, "%s cannot be written.", path)
			}
			return p.answer(fmt.Sprintf("%s written. Fill in bot and roles, then prove it: numberdesk check --config %[1]s\n", path),
				map[string]string{"written": path})
		},
	}
}
