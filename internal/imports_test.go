package internal

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/numberdesk/numberdesk/"

// floors are the house: an import goes to a strictly lower floor.
var floors = map[string]int{
	"internal/say": -2, "internal/problem": -1, // the cellar: how everything speaks, and how it refuses
	"internal/phone": 0, "internal/sheet": 0, "internal/rule": 0, "internal/activity": 0, "internal/lifecycle": 0, "internal/person": 0, "internal/workday": 0, "cards": 0, "manifest": 0, "deploy": 0,
	"internal/request": 1, "internal/inventory": 1, "internal/persona": 1,
	"internal/store": 2, "internal/graph": 2, "internal/teams": 2, "internal/card": 2,
	"internal/desk":   3,
	"internal/server": 4,
	"internal/demo":   5, // the server and the simulated Microsoft together, for cmd alone
	"cmd/numberdesk":  6,
}

// beside the building: what each may import of ours.
var beside = map[string][]string{
	"internal/sim":        {},
	"internal/transcript": {"internal/sim"},
	"internal/e2e":        {},
	"internal/contract":   {},
	"internal":            {},
}

// alone names the only packages that may import something from outside, and why.
var alone = []struct {
	path    string
	allowed []string
	why     string
}{
	{"github.com/microsoftgraph/", []string{"internal/graph"}, "its models cost a minute and 5 GB to compile"},
	{"github.com/microsoft/kiota", []string{"internal/graph"}, "the SDK's pipeline is the graph edge's business"},
	{"github.com/infracloudio/msbotbuilder-go", []string{"internal/teams"}, "its validator and client are unsafe and must not spread"},
	{"github.com/lestrrat-go/jwx", []string{"internal/teams"}, "only the endpoint tells whose word it is"},
	{"go.etcd.io/bbolt", []string{"internal/store"}, "the engine stands behind the store's seam"},
	{"github.com/go-chi/chi", []string{"internal/server"}, "routes are wiring"},
	{"github.com/robfig/cron", []string{"internal/server"}, "the schedule is wiring"},
	{"github.com/prometheus/", []string{"internal/server"}, "metrics are wiring"},
	{"github.com/google/cel-go", []string{"internal/rule"}, "one reading of rules, and one place that bounds them"},
	{"github.com/xuri/excelize", []string{"internal/sheet"}, "it is handed a workbook only after that was looked through"},
	{"github.com/nyaruka/phonenumbers", []string{"internal/phone"}, "one reading of numbers"},
	{"github.com/Azure/", []string{"internal/server", "internal/graph"}, "credentials are wiring; graph knows their errors"},
	{"github.com/spf13/cobra", []string{"cmd/numberdesk"}, "the command line is the top floor"},
}

// pure packages do no I/O, read no clock, take no context and write no log.
var pure = []string{"internal/request", "internal/inventory", "internal/persona", "internal/person", "internal/lifecycle", "internal/workday", "internal/say"}

var impure = map[string]string{
	"context": "rules wait for nobody", "log/slog": "rules return what happened", "net/http": "rules speak no wire", "database/sql": "rules hold no state",
}

func TestImportsGoDown(t *testing.T) {
	for pkg, imports := range imported(t) {
		floor, built := floors[pkg]
		list, outside := beside[pkg]
		if !built && !outside {
			t.Errorf("%s has no floor: give it one here", pkg)
		}
		for _, path := range imports {
			ours, internal := strings.CutPrefix(path, module)
			switch {
			case internal && built:
				if below, ok := floors[ours]; ok && below >= floor {
					t.Errorf("%s (floor %d) imports %s (floor %d); imports go down", pkg, floor, ours, below)
				} else if _, side := beside[ours]; side && pkg != "internal/demo" && pkg != "cmd/numberdesk" {
					t.Errorf("%s imports %s, which stands beside the building", pkg, ours)
				}
			case internal:
				if !contains(list, ours) {
					t.Errorf("%s imports %s: it is a witness and must not share our reading", pkg, ours)
				}
			case pkg == "internal/sim" && strings.Contains(path, "."):
				if path != "github.com/goccy/go-yaml" {
					t.Errorf("sim imports %s: it takes the standard library alone, YAML aside", path)
				}
			}
			for _, rule := range alone {
				if strings.HasPrefix(path, rule.path) && !contains(rule.allowed, pkg) {
					t.Errorf("%s imports %s: %s", pkg, path, rule.why)
				}
			}
			if why, bad := impure[path]; bad && contains(pure, pkg) {
				t.Errorf("%s imports %s: %s", pkg, path, why)
			}
			if path == "github.com/microsoftgraph/msgraph-sdk-go" {
				t.Errorf("%s imports the SDK's root package, which drags in every resource", pkg)
			}
		}
	}
}

func contains(list []string, s string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// imported are the imports of every package's product code.
func imported(t *testing.T) map[string][]string {
	all := map[string][]string{}
	for _, root := range []string{"../internal", "../cmd", "../cards", "../manifest", "../deploy"} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && (d.Name() == "testdata" || d.Name() == "node_modules") {
				return filepath.SkipDir
			}
			if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			pkg := filepath.ToSlash(strings.TrimPrefix(filepath.Dir(path), "../"))
			if _, ok := all[pkg]; !ok {
				all[pkg] = nil
			}
			for _, spec := range file.Imports {
				name, err := strconv.Unquote(spec.Path.Value)
				if err != nil {
					return err
				}
				all[pkg] = append(all[pkg], name)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return all
}
