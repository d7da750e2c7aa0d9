package main

import (
	"bytes"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/numberdesk/numberdesk/internal/desk"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/manifest"
)

// menu are the commands that Teams offers beside the message box; more are understood.
var menu = []string{"request", "status", "number", "cancel", "help", "numbers", "ranges", "requests", "sync", "why"}

func (p *program) manifest() *cobra.Command {
	var file, website string
	cmd := &cobra.Command{
		Use:   "manifest",
		Short: "Write the Teams app package",
		Long: `Writes the zip that an administrator uploads in the Teams admin center: the manifest with the bot's
commands, and both icons. The bot is the one of the configuration.`,
		Example: "  numberdesk manifest --file numberdesk.zip",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			c, err := p.load()
			if err != nil {
				return err
			}
			if c.Bot.AppID == "" {
				return problem.New(problem.Invalid, "bot.app_id is missing: the package names the bot by it.")
			}
			app := manifest.App{AppID: c.Bot.AppID, BotID: c.Bot.AppID, Website: website}
			for _, word := range menu {
				for _, c := range desk.Commands() {
					if c.Word == word {
						app.Personal = append(app.Personal, manifest.Command{Title: c.Word, Description: c.Short.String()})
						if !c.Admin {
							app.Team = append(app.Team, manifest.Command{Title: c.Word, Description: c.Short.String()})
						}
					}
				}
			}
			app.GroupChat = app.Team
			var zip bytes.Buffer
			if err := manifest.Write(&zip, app); err != nil {
				return problem.Wrap(err, problem.Invalid, "The package cannot be made: %v.", err)
			}
			if file == "-" {
				_, err := p.out.Write(zip.Bytes())
				return err
			}
			if err := os.WriteFile(file, zip.Bytes(), 0o644); err != nil {
				return problem.Wrap(err, problem.NotFound, "%s cannot be written.", file)
			}
			return p.answer(fmt.Sprintf("%s written. Upload it in the Teams admin center under Manage apps.\n", file),
				map[string]string{"written": file})
		},
	}
	cmd.Flags().StringVar(&file, "file", "numberdesk.zip", "where to write it; - is standard output")
	cmd.Flags().StringVar(&website, "website", "", "your page about the app")
	return cmd
}
