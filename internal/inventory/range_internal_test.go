package inventory

import (
	"fmt"
	"testing"

	"github.com/numberdesk/numberdesk/internal/person"
)

func TestCompiledRulesAreNotKeptForEver(t *testing.T) {
	for i := range 2*rulesKept + 10 {
		r := Range{Name: "zurich", Rule: fmt.Sprintf(`user.city == "%d"`, i)}
		if ok, _ := r.Serves(&person.Person{City: fmt.Sprint(i)}); !ok {
			t.Fatalf("rule %d does not serve whom it names", i)
		}
	}
	if kept := len(compiledRules.byText); kept > rulesKept {
		t.Errorf("%d rules are kept", kept)
	}
}
