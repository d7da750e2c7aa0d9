package card

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/cards"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

var update = flag.Bool("update", false, "rewrite the golden cards")

const samples = "../../cards/testdata"

// build renders a card from sample data in JSON.
var build = map[string]func([]byte) (json.RawMessage, error){
	"form":      from[FormData](),
	"request":   from[RequestData](),
	"approval":  from[ApprovalData](),
	"approvals": from[ApprovalsData](),
	"report":    from[ReportData](),
	"help":      from[HelpData](),
	"notice":    from[NoticeData](),
	"import":    from[ImportData](),
	"whom":      from[WhomData](),
	"list":      from[ListData](),
	"release":   from[ReleaseData](),
}

func from[D Card]() func([]byte) (json.RawMessage, error) {
	return func(raw []byte) (json.RawMessage, error) {
		var data D
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&data); err != nil {
			return nil, err
		}
		return data.Render(say.English)
	}
}

// eachSample calls check with every sample: the card's name, the file's name up to its ending, and
// the data.
func eachSample(t *testing.T, check func(t *testing.T, name, base string, data []byte)) {
	files, err := filepath.Glob(samples + "/*.data.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	for _, file := range files {
		base := strings.TrimSuffix(file, ".data.json")
		name, _, _ := strings.Cut(filepath.Base(file), ".")
		t.Run(filepath.Base(base), func(t *testing.T) { check(t, name, base, readFile(t, file)) })
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func decode(t *testing.T, raw []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return v
}

func TestGoldenCards(t *testing.T) {
	eachSample(t, func(t *testing.T, name, base string, data []byte) {
		raw, err := build[name](data)
		if err != nil {
			t.Fatal(err)
		}
		var got bytes.Buffer
		if err := json.Indent(&got, raw, "", "  "); err != nil {
			t.Fatal(err)
		}
		got.WriteByte('\n')
		golden := base + ".golden.json"
		if *update {
			if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if want := readFile(t, golden); !bytes.Equal(got.Bytes(), want) {
			t.Errorf("the card has changed; look at it and run with -update\ngot  %s\nwant %s", got.Bytes(), want)
		}
	})
}

func TestEveryTemplateHasSamples(t *testing.T) {
	all, err := templates(say.English)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(build) {
		t.Errorf("%d templates, and %d functions to fill them", len(all), len(build))
	}
	for name := range all {
		if files, _ := filepath.Glob(samples + "/" + name + ".*.data.json"); len(files) == 0 {
			t.Errorf("%s has no sample", name)
		}
	}
}

// A path below a $when that no sample fulfils would never be looked up, so nothing is left out here.
func TestEveryPathOfATemplateLeadsSomewhere(t *testing.T) {
	one := []Choice{{}}
	for name, data := range map[string]any{
		"form":      FormData{Sites: one, Numbers: one},
		"request":   RequestData{Facts: []Fact{{}}},
		"approval":  ApprovalData{Facts: []Fact{{}}, Usual: []Option{{}}},
		"approvals": ApprovalsData{Rows: []ApprovalRow{{Usual: []Option{{}}}}},
		"report":    ReportData{Lines: []say.Sentence{{}}, Table: Table{Columns: []Column{{}}, Rows: [][]say.Sentence{{{}}}}},
		"help":      HelpData{Groups: []Group{{Commands: []Command{{}}}}},
		"notice":    NoticeData{},
		"import":    ImportData{Lines: []say.Sentence{{}}},
		"list":      ListData{Sites: []Fact{{}}, Refused: []Fact{{}}},
		"release":   ReleaseData{Facts: []Fact{{}}},
	} {
		raw, err := cards.Templates.ReadFile(name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		template, err := compile(unconditional(decode(t, raw)))
		if err != nil {
			t.Fatal(err)
		}
		values, err := treeOf(data)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := expand(template, values, say.English); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// unconditional is a template without its $when.
func unconditional(node any) any {
	switch n := node.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, child := range n {
			if key != "$when" {
				out[key] = unconditional(child)
			}
		}
		return out
	case []any:
		out := make([]any, len(n))
		for i := range n {
			out[i] = unconditional(n[i])
		}
		return out
	}
	return node
}

// Every value of a card's data changes the card of at least one sample, or nobody needs it.
func TestEveryFieldIsShown(t *testing.T) {
	shown, all := map[string]bool{}, map[string]bool{}
	eachSample(t, func(t *testing.T, name, _ string, raw []byte) {
		before, err := build[name](raw)
		if err != nil {
			t.Fatal(err)
		}
		variations(decode(t, raw), name, func(field string, root any) {
			all[field] = true
			changed, err := json.Marshal(root)
			if err != nil {
				t.Fatal(err)
			}
			after, err := build[name](changed)
			if err != nil || !bytes.Equal(before, after) {
				shown[field] = true
			}
		})
	})
	for field := range all {
		if !shown[field] {
			t.Errorf("%s is on no card", field)
		}
	}
}

// variations calls each once for every scalar below root, with that scalar changed.
func variations(root any, name string, each func(field string, root any)) {
	var walk func(node any, field string, set func(any))
	walk = func(node any, field string, set func(any)) {
		switch n := node.(type) {
		case map[string]any:
			for key := range n {
				walk(n[key], field+"."+key, func(v any) { n[key] = v })
			}
			return
		case []any:
			for i := range n {
				walk(n[i], field, func(v any) { n[i] = v })
			}
			return
		case string:
			set(map[bool]string{true: string(Good), false: n + "?"}[strings.HasSuffix(field, ".tone") && n != string(Good)])
		case float64:
			set(n + 1)
		case bool:
			set(!n)
		default:
			return
		}
		each(field, root)
		set(node)
	}
	walk(root, name, func(v any) { root = v })
}

func TestEveryCardKeepsTheRulesOfItsClients(t *testing.T) {
	verbs := []string{VerbRequest, VerbApprove, VerbDeny, VerbCancel, VerbRefresh, VerbApprovals, VerbImport, VerbDiscard, VerbWhom, VerbList, VerbRelease, VerbKeep}
	eachSample(t, func(t *testing.T, name, _ string, data []byte) {
		raw, err := build[name](data)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte("${")) {
			t.Errorf("an expression is left in %s", raw)
		}
		card := decode(t, raw).(map[string]any)
		if card["version"] != "1.5" || card["type"] != "AdaptiveCard" || card["fallbackText"] == "" {
			t.Errorf("got a %v of version %v with fallback %v", card["type"], card["version"], card["fallbackText"])
		}
		objects(card, func(o map[string]any) {
			kind, _ := o["type"].(string)
			switch {
			case kind == "Action.Execute":
				checkExecute(t, o, verbs)
			case strings.HasPrefix(kind, "Input."):
				if o["label"] == nil || o["id"] == nil {
					t.Errorf("the input %v has no label", o)
				}
				if o["isRequired"] == true && o["errorMessage"] == nil {
					t.Errorf("%v is required, but says nothing when it is missing", o["id"])
				}
			case kind == "TextBlock":
				if o["wrap"] != true {
					t.Errorf("%q is cut off on a phone", o["text"])
				}
			}
		})
	})
}

// checkExecute wants a known verb, and for old clients the same data with the verb in it.
func checkExecute(t *testing.T, action map[string]any, verbs []string) {
	t.Helper()
	verb, _ := action["verb"].(string)
	if !slices.Contains(verbs, verb) {
		t.Errorf("nobody knows the verb %q", verb)
	}
	fallback, _ := action["fallback"].(map[string]any)
	data, _ := fallback["data"].(map[string]any)
	if fallback["type"] != "Action.Submit" || fallback["title"] != action["title"] || data["verb"] != verb {
		t.Errorf("%s: an old client gets %v", verb, fallback)
	}
	want, _ := action["data"].(map[string]any)
	names := []string{"request", "revision"}
	switch verb {
	case VerbImport, VerbDiscard:
		names = []string{"plan"}
	case VerbRelease, VerbKeep:
		names = []string{"number", "holder", "since"}
	case VerbRequest:
		names = []string{"for", "change"}
	case VerbList:
		names = []string{"list"}
	case VerbWhom, VerbApprovals:
		names = nil // it is about no request
	}
	for _, key := range names {
		if want[key] == nil || data[key] != want[key] {
			t.Errorf("%s: %s is %v, for an old client %v", verb, key, want[key], data[key])
		}
	}
}

// objects calls each for every object within node.
func objects(node any, each func(map[string]any)) {
	switch n := node.(type) {
	case map[string]any:
		each(n)
		for _, child := range n {
			objects(child, each)
		}
	case []any:
		for _, child := range n {
			objects(child, each)
		}
	}
}

func TestRefreshNamesItsPeople(t *testing.T) {
	refresh := func(ids []string) map[string]any {
		raw, err := RequestData{Request: "R-1", UserIDs: ids}.Render(say.English)
		if err != nil {
			t.Fatal(err)
		}
		return decode(t, raw).(map[string]any)["refresh"].(map[string]any)
	}
	if ids, ok := refresh([]string{})["userIds"]; ok {
		t.Errorf("an empty list (%v) would switch the refresh off for all", ids)
	}
	if got := len(refresh(make([]string, 61))["userIds"].([]any)); got != MaxRefreshers {
		t.Errorf("got %d people, want the %d Teams allows", got, MaxRefreshers)
	}
}

func TestUnknownToneIsNone(t *testing.T) {
	raw, err := NoticeData{Title: say.Text("x"), Tone: "pink"}.Render(say.English)
	if err != nil || !bytes.Contains(raw, []byte(`"color":"Default"`)) {
		t.Errorf("got %s, %v", raw, err)
	}
}

func TestReportRefusesWhatDoesNotFit(t *testing.T) {
	cases := map[string]Table{
		"five columns":               {Columns: make([]Column, 5)},
		"a row longer than the head": {Columns: make([]Column, 1), Rows: [][]say.Sentence{{say.Words("a"), say.Words("b")}}},
		"more rows than a message may carry": {
			Columns: make([]Column, 1),
			Rows:    slices.Repeat([][]say.Sentence{{say.Words(strings.Repeat("x", 100))}}, 400),
		},
	}
	for name, table := range cases {
		t.Run(name, func(t *testing.T) {
			if raw, err := (ReportData{Table: table}).Render(say.English); problem.KindOf(err) != problem.Internal {
				t.Errorf("got %d bytes and %v, want an internal problem", len(raw), err)
			}
		})
	}
}

func TestColumnsWithoutWidthFollowTheirText(t *testing.T) {
	table, err := Table{
		Columns: []Column{{Title: say.Text("Number")}, {Title: say.Text("At")}, {Title: say.Text("Comment")}, {Title: say.Text("Set"), Width: 3}},
		Rows:    [][]say.Sentence{{say.Words("+41 44 668 10 07"), say.Date(time.Unix(0, 0)), say.Words(strings.Repeat("long ", 20)), {}}},
	}.fitted(say.English)
	if err != nil {
		t.Fatal(err)
	}
	var got []int
	for _, c := range table.Columns {
		got = append(got, c.Width)
	}
	if want := []int{16, 10, 18, 3}; !slices.Equal(got, want) {
		t.Errorf("got widths %v, want %v", got, want)
	}
}

func BenchmarkRequest(b *testing.B) {
	d := RequestData{Title: say.Text("Your phone number"), Headline: say.Words("+41 44 668 10 07"), Facts: []Fact{{say.Text("Site"), say.Words("Zurich")}, {say.Text("For"), say.Words("calls")}, {say.Text("Asked"), say.Time(time.Unix(0, 0))}},
		Next: say.Text("Open Calls and dial."), CanCancel: true, Request: "R-1", Revision: 3}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := d.Render(say.English); err != nil {
			b.Fatal(err)
		}
	}
}
