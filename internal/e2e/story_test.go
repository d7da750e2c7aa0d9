package e2e

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/transcript"
)

var update = flag.Bool("update", false, "rewrite the transcripts with what was said")

// TestStories plays every transcript; the file holds the questions and the answers. One that begins with
// "# without the app: megan" is played by people of whom Megan never had the app. One that begins
// "# mode: observe" is played by a desk that only observes, with permissions to read alone. Lines "# config: approval: …"
// are of the configuration, of which they may set approval, roles, personas, caller_id, directory, and
// inventory.location_required and reconcile.max_onboardings, and "# consent: …" names a permission that the desk can do without, and has.
func TestStories(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			script, err := transcript.Parse(file, text)
			if err != nil {
				t.Fatal(err)
			}
			synctest.Test(t, func(t *testing.T) {
				observe := bytes.HasPrefix(text, []byte("# mode: observe\n"))
				without, _, _ := strings.Cut(string(bytes.TrimPrefix(text, []byte("# without the app: "))), "\n")
				h := openHouse(t, func(c *server.Config) {
					if observe {
						c.Mode = "observe"
					}
					configure(t, c, string(text))
				}, strings.Fields(without)...)
				if observe {
					h.tenant.Permissions = []string{"TeamsTelephoneNumber.Read.All", "User.Read.All", "GroupMember.Read.All"}
					h.restart() // tokens carry the permissions they were issued with
				}
				for line := range strings.Lines(string(text)) {
					if permission, ok := strings.CutPrefix(strings.TrimSpace(line), "# consent: "); ok {
						h.tenant.Consent(append(slices.Clone(h.tenant.Permissions), permission)...)
						h.restart()
					}
				}
				played, err := transcript.Play(script, h.stage())
				if err != nil {
					t.Fatal(err)
				}
				h.checkInvariants()
				if got := played.Format(); !bytes.Equal(got, text) {
					if *update {
						if err := os.WriteFile(file, got, 0o644); err != nil {
							t.Fatal(err)
						}
						return
					}
					t.Errorf("the conversation was another:\n%s", diff(string(text), string(got)))
				}
			})
		})
	}
}

// configure sets what a transcript says of the configuration.
func configure(t *testing.T, c *server.Config, text string) {
	t.Helper()
	var lines []string
	for line := range strings.Lines(text) {
		if setting, ok := strings.CutPrefix(line, "# config: "); ok {
			lines = append(lines, setting)
		}
	}
	if len(lines) == 0 {
		return
	}
	path := filepath.Join(t.TempDir(), "numberdesk.yaml")
	if err := os.WriteFile(path, []byte(strings.Join(lines, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	loaded, err := server.Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Approval, c.Personas, c.CallerID, c.Directory, c.Services, c.Help = loaded.Approval, loaded.Personas, loaded.CallerID, loaded.Directory, loaded.Services, loaded.Help
	c.Reconcile.MaxOnboardings = loaded.Reconcile.MaxOnboardings
	c.Inventory.LocationRequired = loaded.Inventory.LocationRequired
	c.Roles.ApproverGroups, c.Roles.SiteAdmins = loaded.Roles.ApproverGroups, loaded.Roles.SiteAdmins
}

// stage is the house with its commands to the world: those of the simulated company, and
//
//	command numbers --range zurich   a command of the command line; its answer is shown
//	click lidia approve R-1          a click that a client made up; the answer is shown
//	restart                          the bot stops and starts again
//	down 3d                          the bot is down for so long
func (h *house) stage() transcript.Stage {
	h.tenant.Shown() // what was shown while the house was opened is no part of the story
	return transcript.NewStage(h.tenant, h.settle, func(line string) (bool, []string, error) {
		name, rest, _ := strings.Cut(line, " ")
		switch name {
		case "command":
			var words []string
			for _, m := range word.FindAllStringSubmatch(rest, -1) {
				words = append(words, m[1]+m[2])
			}
			p := h.command(words...)
			return true, strings.Split(strings.TrimSpace(p.Text), "\n"), nil
		case "click":
			f := strings.Fields(rest)
			if len(f) != 3 {
				return true, nil, fmt.Errorf("write it as click WHO VERB REQUEST")
			}
			h.clicks++
			status, answer := h.invoke(f[0], fmt.Sprintf("f:made-up-%d", h.clicks), f[1], map[string]any{"request": f[2], "reason": "because"})
			var said struct{ Value any }
			if err := json.Unmarshal([]byte(answer), &said); err != nil {
				return true, nil, err
			}
			if text, ok := said.Value.(string); ok {
				return true, []string{fmt.Sprintf("%d %s", status, text)}, nil
			}
			return true, []string{fmt.Sprintf("%d a card", status)}, nil
		case "restart":
			h.restart()
			return true, nil, nil
		case "down":
			d, err := server.ParseDuration(rest)
			if err != nil {
				return true, nil, err
			}
			h.stop()
			time.Sleep(time.Duration(d)) // in the bubble it costs no time
			h.start()
			return true, nil, nil
		}
		return false, nil, nil
	})
}

// word is one word of a command, or several in quotes.
var word = regexp.MustCompile(`"([^"]*)"|([^\s"]+)`)

// diff shows the first lines that differ.
func diff(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range max(len(w), len(g)) {
		a, b := "", ""
		if i < len(w) {
			a = w[i]
		}
		if i < len(g) {
			b = g[i]
		}
		if a != b {
			from := max(0, i-4)
			return fmt.Sprintf("line %d\nwant:\n%s\ngot:\n%s", i+1, strings.Join(w[from:min(len(w), i+8)], "\n"), strings.Join(g[from:min(len(g), i+8)], "\n"))
		}
	}
	return "they are equal"
}
