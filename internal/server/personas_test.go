package server_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/server"
)

func TestPersonasAreRefusedWithTheirPlace(t *testing.T) {
	const sales = "  - {name: sales, for: 'user.department == \"Sales\"'}\n"
	for _, c := range []struct{ name, text, at, says string }{
		{"an unknown key", "  - {name: sales, dialplan: ch}\n", "2:19", `unknown field "dialplan". Allowed keys: name, description, for, order`},
		{"no name", "  - {for: 'true'}\n", "2:5", "a persona needs a name"},
		{"a name with a space", "  - {name: our sales, for: \"user.city == 'Bern'\"}\n", "2:12", "a persona needs a short name without spaces"},
		{"no rule", "  - {name: sales}\n", "2:5", `say for whom sales is, such as user.department == "Sales"`},
		{"a rule that is none", "  - name: sales\n    for: user.departmnt == 'Sales'\n", "3:10", "The rule is wrong at 1:1: there is no attribute user.departmnt"},
		{"a rule about a number, which nobody has yet", "  - name: sales\n    for: wanted.site == 'Zurich'\n", "3:10", "wanted.site"},
		{"a name twice, in another case", sales + "  - {name: Sales, for: \"user.city == 'Bern'\"}\n", "3:12", "there is a persona sales already"},
		{"an order twice", sales + "  - {name: bern, order: 10, for: \"user.city == 'Bern'\"}\n", "3:25", "persona sales is tried at place 10 already"},
		{"an order that another took", "  - {name: bern, order: 20, for: \"user.city == 'Bern'\"}\n" + sales, "3:5", "persona bern is tried at place 20 already. Give this one an order."},
		{"a country that is none", "  - {name: sales, for: \"user.city == 'Bern'\", country: Switzerland}\n", "2:56", "is not two capital letters"},
		{"a type of numbers that is none", "  - {name: sales, for: \"user.city == 'Bern'\", number_type: isdn}\n", "2:60", "use directRouting, callingPlan, operatorConnect"},
		{"a group by its name", "  - {name: sales, for: \"user.city == 'Bern'\", security_groups: [sales]}\n", "2:65", `"sales" is no id such as`},
		{"ranges for who needs no number", "  - {name: hr, no_number: true, ranges: [zurich], for: \"user.city == 'Bern'\"}\n", "2:27", "who needs no number needs no ranges"},
		{"a type of policies that is none", "  - {name: sales, for: \"user.city == 'Bern'\", policies: [{type: DialPlan, name: x}]}\n", "2:65", `"DialPlan" is no type of policy; use OnlineVoiceRoutingPolicy, TenantDialPlan`},
		{"a dial plan among the others", "  - {name: sales, for: \"user.city == 'Bern'\", policies: [{type: TenantDialPlan, name: x}]}\n", "2:65", "write a TenantDialPlan as dial_plan of the persona"},
		{"a policy without a name", "  - {name: sales, for: \"user.city == 'Bern'\", policies: [{type: TeamsCallingPolicy}]}\n", "2:58", "a policy needs a name"},
		{"two policies of a type", "  - name: sales\n    for: user.city == 'Bern'\n    policies:\n      - {type: TeamsCallingPolicy, name: a}\n      - {type: TeamsCallingPolicy, name: b}\n", "6:16", "a person has one TeamsCallingPolicy"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := written(t, "personas:\n"+c.text)
			_, err := server.Load(path, nil)
			if said := problem.Say(err).String(); problem.KindOf(err) != problem.Invalid || !strings.HasPrefix(said, path+":"+c.at+":") || !strings.Contains(said, c.says) {
				t.Errorf("got %v, want a refusal at %s with %q", said, c.at, c.says)
			}
		})
	}
}

func TestCallerIDsOfDepartments(t *testing.T) {
	for _, c := range []struct{ name, text, at, says string }{
		{"a policy without a name", "    Sales & Co: \"\"\n", "3:17", "a caller ID policy needs a name"},
		{"a department twice, in another case", "    SALES: a\n    Sales: b\n", "4:12", `"Sales" is the department "SALES"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := written(t, "caller_id:\n  departments:\n"+c.text)
			_, err := server.Load(path, nil)
			if said := problem.Say(err).String(); problem.KindOf(err) != problem.Invalid || !strings.HasPrefix(said, path+":"+c.at+":") || !strings.Contains(said, c.says) {
				t.Errorf("got %v, want a refusal at %s with %q", said, c.at, c.says)
			}
		})
	}
}

// The planning guide wants no hyphens in the names of policies. Those that have one are in Teams already and work, so that it
// is said, with its place, and the desk starts.
func TestAHyphenInTheNameOfAPolicyIsRemarked(t *testing.T) {
	path := written(t, "personas:\n  - name: sales\n    for: user.city == 'Bern'\n    dial_plan: ch-sales\n    policies:\n      - {type: TeamsCallingPolicy, name: ch–calls}\n      - {type: TeamsMeetingPolicy, name: ch_meet}\ncaller_id: {departments: {R & D: r-d}}\n")
	c, err := server.Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	const why = "has a hyphen; name policies with underscores or capitals inside, such as uk_standard_london."
	want := []string{
		fmt.Sprintf("%s:4:16: personas[0].dial_plan: the name \"ch-sales\" %s", path, why),
		fmt.Sprintf("%s:6:42: personas[0].policies[0].name: the name \"ch–calls\" %s", path, why),
		fmt.Sprintf("%s:8:34: caller_id.departments.R & D: the name \"r-d\" %s", path, why),
	}
	if got := strings.Join(c.Remarks, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
}
