package card

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/say"
)

func TestExpand(t *testing.T) {
	type item struct {
		Name string `json:"name"`
		Rank int    `json:"rank"`
	}
	data := struct {
		Name  string         `json:"name"`
		Said  say.Sentence   `json:"said"`
		Count int            `json:"count"`
		Yes   bool           `json:"yes"`
		Empty string         `json:"empty"`
		None  []string       `json:"none"`
		Items []item         `json:"items"`
		Grid  [][]int        `json:"grid"`
		Lines []say.Sentence `json:"lines"`
		Inner *item          `json:"inner"`
	}{
		Name: "Ada ${count}", Said: say.Text("**now**"), Count: 3, Yes: true,
		Items: []item{{"a", 1}, {"b", 2}}, Grid: [][]int{{1, 2}, {3}}, Lines: []say.Sentence{say.Words("*")}, Inner: &item{"in", 9},
	}
	tree, err := treeOf(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, template, want string }{
		{"a value alone keeps its type", `{"a":"${count}","b":"${yes}","c":"${grid}"}`, `{"a":3,"b":true,"c":[[1,2],[3]]}`},
		{"within a text a value is written out", `{"a":"${count} of ${yes}"}`, `{"a":"3 of true"}`},
		{"a value is not read as a template", `{"a":"${name}"}`, `{"a":"Ada ${count}"}`},
		{"a path goes down and picks elements", `{"a":"${inner.name}${items[1].name}","b":"${grid[0][1]}"}`, `{"a":"inb","b":2}`},
		{"null leaves the property out", `{"a":1,"b":"${none}"}`, `{"a":1}`},
		{"a list repeats its object", `[{"$data":"${items}","n":"${name}","i":"${$index}","of":"${$root.count}"}]`, `[{"i":0,"n":"a","of":3},{"i":1,"n":"b","of":3}]`},
		{"a list of lists repeats twice", `[{"$data":"${grid}","r":[{"$data":"${$data}","v":"${$data}","first":"${$root.grid[0][0]}"}]}]`, `[{"r":[{"first":1,"v":1},{"first":1,"v":2}]},{"r":[{"first":1,"v":3}]}]`},
		{"no elements, no objects", `["x",{"$data":"${none}","n":1}]`, `["x"]`},
		{"a flag keeps or drops", `[{"$when":"${yes}","a":1},{"$when":"${!yes}","a":2}]`, `[{"a":1}]`},
		{"texts are compared", `[{"$when":"${inner.name == 'in'}","a":1},{"$when":"${inner.name != 'in'}","a":2}]`, `[{"a":1}]`},
		{"what is empty can be asked", `[{"$when":"${empty(empty)}","a":1},{"$when":"${!empty(none)}","a":2},{"$when":"${!empty(said)}","a":3}]`, `[{"a":1},{"a":3}]`},
		{"a dropped object takes its property along", `{"a":1,"b":{"$when":"${!yes}"}}`, `{"a":1}`},
		{"each element answers for itself", `[{"$data":"${items}","$when":"${name == 'b'}","n":"${rank}"}]`, `[{"n":2}]`},
		{"what is dropped is not looked up", `[1,{"$when":"${empty(name)}","n":"${none[0]}"}]`, `[1]`},
		{"a TextBlock shows sentences as they are and texts as typed", `{"type":"TextBlock","text":"${said} ${lines[0]} ${count}"}`, `{"text":"**now** \\* 3","type":"TextBlock"}`},
		{"elsewhere a sentence is plain", `{"title":"${said}","list":"${lines}"}`, `{"list":["*"],"title":"now"}`},
		{"a number in a TextBlock is text", `{"type":"TextBlock","text":"${count}"}`, `{"text":"3","type":"TextBlock"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			template, err := compile(decode(t, []byte(c.template)))
			if err != nil {
				t.Fatal(err)
			}
			if got, err := expand(template, tree, say.English); err != nil || string(got) != c.want {
				t.Errorf("got  %s (%v)\nwant %s", got, err, c.want)
			}
		})
	}
	for _, c := range []struct{ name, template, want string }{
		{"an unknown field", `{"a":"${nope}"}`, `"nope"`},
		{"an unknown field within a text", `{"a":"b ${inner.nope}"}`, `"nope"`},
		{"an unknown field in a condition", `{"a":1,"$when":"${!empty(nope)}"}`, `"nope"`},
		{"a field of what is no object", `{"a":"${count.x}"}`, "no object"},
		{"a field of the outer scope", `[{"$data":"${items}","a":"${count}"}]`, `"count"`},
		{"an element beyond the end", `{"a":"${items[2].name}"}`, "[2]"},
		{"an unknown name of the language", `{"a":"${$host}"}`, "$host"},
		{"a function", `{"a":"${concat(name)}"}`, "no name"},
		{"an element that is no number", `{"a":"${items[x]}"}`, "[x]"},
		{"an expression without an end", `{"a":"x ${count"}`, "not closed"},
		{"a call without an end", `[{"$when":"${empty(count}"}]`, "not closed"},
		{"a list within a text", `{"a":"x ${items}"}`, "cannot stand"},
		{"a condition that is no truth", `{"$when":"${count}"}`, "neither true nor false"},
		{"a condition that is no expression", `{"$when":"yes"}`, "$when is yes"},
		{"a comparison with what is no text", `{"$when":"${name == 3}"}`, "single quotes"},
		{"$data that is no list", `[{"$data":"${inner}"}]`, "no list"},
		{"$data that is no expression", `[{"$data":[1]}]`, "$data is"},
		{"$data outside an array", `{"a":{"$data":"${items}"}}`, "outside an array"},
		{"nothing left", `{"$when":"${!yes}"}`, "nothing is left"},
	} {
		t.Run("refuses "+c.name, func(t *testing.T) {
			var got json.RawMessage
			template, err := compile(decode(t, []byte(c.template)))
			if err == nil {
				got, err = expand(template, tree, say.English)
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %s, %v, want an error with %q", got, err, c.want)
			}
		})
	}
}

func TestDataOfAnUnknownKindIsRefused(t *testing.T) {
	if _, err := fill(say.English, "notice", struct {
		Title float64 `json:"title"`
	}{1.5}); err == nil {
		t.Error("a float was taken")
	}
	if _, err := fill(say.English, "nothing", NoticeData{}); err == nil {
		t.Error("a card without a template was rendered")
	}
}
