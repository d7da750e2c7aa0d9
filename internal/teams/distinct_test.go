package teams

import (
	"fmt"
	"strings"
	"testing"
)

func TestDistinct(t *testing.T) {
	object := func(n int, last string) string {
		var names []string
		for i := range n {
			names = append(names, fmt.Sprintf(`"n%d":0`, i))
		}
		return "{" + strings.Join(append(names, `"`+last+`":0`), ",") + "}"
	}
	deep := func(inner string) string { return `{"a":{"b":{"c":` + inner + `}}}` }
	for _, tt := range []struct {
		name, text string
		want       bool
	}{
		{"nothing", `{}`, true},
		{"two names", `{"id":1,"ID2":2}`, true},
		{"one name twice", `{"id":1,"id":2}`, false},
		{"one name twice with the same value", `{"id":1,"id":1}`, false},
		{"one name in two cases", `{"id":1,"Id":2}`, false},
		{"one name in letters that only fold alike", `{"kids":1,"` + "\u212aid\u017f" + `":2}`, false},
		{"one name, once written with escapes", `{"id":1,"\u0069d":2}`, false},
		{"a quote in a name", `{"a\"":1,"a\\":2,"a":3}`, true},
		{"a quote in a name, twice", `{"a\"":1,"a\u0022":2}`, false},
		{"an empty name twice", `{"":1,"":2}`, false},
		{"the same name in two objects", `{"a":{"id":1},"b":{"id":2},"id":3}`, true},
		{"the same name in a list of objects", `{"a":[{"id":1},{"id":2}],"id":3}`, true},
		{"a name again after an object that had it", `{"id":1,"a":{"id":2},"id":3}`, false},
		{"a name again after a list", `{"id":1,"a":["x","id",["id"]],"id":3}`, false},
		{"texts that are no names", `{"a":"id","b":"id","c":"{\"id\":1,\"id\":2}"}`, true},
		{"twice in a list in a list", `[[{"id":1,"id":2}]]`, false},
		{"twice, deep down", deep(`{"id":1,"id":2}`), false},
		{"in two cases, deeper than case counts", deep(`{"id":1,"ID":2}`), true},
		{"in two cases, as deep as case counts", `{"channelData":{"tenant":{"id":1,"ID":2}}}`, false},
		{"many names", object(500, "other"), true},
		{"many names, the first of them twice", object(500, "n0"), false},
		{"many names, the last of them twice", object(500, "n499"), false},
		{"many names, one in two cases", object(500, "N7"), false},
		{"many names, one in two cases, deeper than case counts", deep(object(500, "N7")), true},
		{"just few enough to be compared one by one, and one twice", object(fewNames-1, "n3"), false},
		{"just too many to be compared one by one, and one twice", object(fewNames, "n3"), false},
		{"no object", `"id"`, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := distinct([]byte(tt.text), identityDepth); got != tt.want {
				t.Errorf("got %v, want %v for %.200s", got, tt.want, tt.text)
			}
		})
	}
}
