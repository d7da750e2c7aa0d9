// Package manifest is the app that an admin uploads to Teams: a manifest of schema 1.19, the lowest
// that has what the desk needs, and its two icons. It promises a package that Teams takes, the same
// bytes for the same app. It never talks to Teams.
package manifest

import (
	"archive/zip"
	"cmp"
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"
)

var (
	//go:embed manifest.json
	manifest []byte
	//go:embed color.png
	color []byte
	//go:embed outline.png
	outline []byte
)

// What an App that does not say otherwise is called, and where its developer is found.
const (
	DefaultName    = "numberdesk"
	DefaultVersion = "1.0.0"
	DefaultWebsite = "https://github.com/numberdesk/numberdesk"
)

// App is what differs from one company's app to another's.
type App struct {
	// AppID is the app's id in Teams and its Entra application id; BotID is the application id the bot
	// is registered with. They are GUIDs, and mostly the same one.
	AppID, BotID string
	// Name is what people see and mention, up to 30 characters; "" is DefaultName.
	Name string
	// Version is a semantic version that has to rise with every upload; "" is DefaultVersion.
	Version string
	// Website, Privacy and Terms are https addresses; "" is DefaultWebsite for the first, and the first
	// for the others.
	Website, Privacy, Terms string
	// Personal, Team and GroupChat are the commands that Teams offers in each scope, the most useful first.
	Personal, Team, GroupChat []Command
}

// Command is a word the bot understands, up to 32 characters, and what it does, up to 128.
type Command struct {
	Title       string `json:"title"`
	Description string `json:"description"`
}

// Write writes the app package: a zip with the manifest and the icons at its top. What Teams would
// refuse is refused here, all of it in one error, and nothing is written.
func Write(w io.Writer, app App) error {
	app = app.withDefaults()
	if err := app.check(); err != nil {
		return err
	}
	raw, err := app.manifest()
	if err != nil {
		return err
	}
	z := zip.NewWriter(w)
	for _, file := range []struct {
		name string
		data []byte
	}{{"manifest.json", raw}, {"color.png", color}, {"outline.png", outline}} {
		// The first moment a zip can name, so that the same app is the same package.
		head := &zip.FileHeader{Name: file.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)}
		entry, err := z.CreateHeader(head)
		if err != nil {
			return err
		}
		if _, err := entry.Write(file.data); err != nil {
			return err
		}
	}
	return z.Close()
}

func (app App) withDefaults() App {
	app.Name = cmp.Or(app.Name, DefaultName)
	app.Version = cmp.Or(app.Version, DefaultVersion)
	app.Website = cmp.Or(app.Website, DefaultWebsite)
	app.Privacy = cmp.Or(app.Privacy, app.Website)
	app.Terms = cmp.Or(app.Terms, app.Website)
	return app
}

// manifest is manifest.json with the app's values for its placeholders, as JSON.
func (app App) manifest() ([]byte, error) {
	var tree map[string]any
	if err := json.Unmarshal(manifest, &tree); err != nil {
		return nil, err
	}
	filled, err := fill(tree, map[string]any{
		"appId": app.AppID, "botId": app.BotID, "name": app.Name, "fullName": app.Name + ": phone numbers in Teams", "version": app.Version,
		"websiteUrl": app.Website, "privacyUrl": app.Privacy, "termsOfUseUrl": app.Terms, "commandLists": app.commandLists(),
	})
	if err != nil {
		return nil, err
	}
	return json.MarshalIndent(filled, "", "  ")
}

// fill puts values where the decoded manifest has a text that is one ${name}.
func fill(node any, values map[string]any) (any, error) {
	var err error
	switch n := node.(type) {
	case map[string]any:
		for key := range n {
			if n[key], err = fill(n[key], values); err != nil {
				return nil, err
			}
		}
	case []any:
		for i := range n {
			if n[i], err = fill(n[i], values); err != nil {
				return nil, err
			}
		}
	case string:
		name, ok := strings.CutPrefix(n, "${")
		if !ok {
			return n, nil
		}
		value, ok := values[strings.TrimSuffix(name, "}")]
		if !ok {
			return nil, errors.New("the manifest asks for " + n + ", which an app does not have")
		}
		return value, nil
	}
	return node, nil
}

// commandList is the commands of one scope ("commandLists", App manifest schema for Teams).
type commandList struct {
	Scopes   []string  `json:"scopes"`
	Commands []Command `json:"commands"`
}

func (app App) commandLists() []commandList {
	lists := []commandList{}
	for _, list := range app.scopes() {
		if len(list.Commands) > 0 {
			lists = append(lists, list)
		}
	}
	return lists
}

func (app App) scopes() []commandList {
	return []commandList{
		{[]string{"personal"}, app.Personal},
		{[]string{"team"}, app.Team},
		{[]string{"groupChat"}, app.GroupChat},
	}
}
