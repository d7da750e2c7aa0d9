package persona_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/rule"
)

var all = []persona.Persona{
	{Name: "everybody", For: "user.usageLocation == 'CH'", Order: 90, DialPlan: "ch"},
	{Name: "sales", For: "user.department == 'sales'", Order: 10, DialPlan: "ch_sales", CallerID: "sales_main", Policies: []persona.Wanted{{"TeamsCallingPolicy", "sales_calling"}}},
	{Name: "hr", For: "'9672be1a-7fed-4bb9-a92f-a271dbc52933' in user.groups", Order: 20, NoNumber: true},
}

func personas(t *testing.T, departments map[string]string) persona.Personas {
	t.Helper()
	ps, err := persona.New(all, departments)
	if err != nil {
		t.Fatal(err)
	}
	return ps
}

func TestTheFirstPersonaByOrderFits(t *testing.T) {
	for _, c := range []struct {
		name string
		of   rule.Attributes
		want string
	}{
		{"the smallest order goes first, wherever it stands in the list", rule.Attributes{Department: "Sales", UsageLocation: "CH"}, "sales"},
		{"the next when that does not hold", rule.Attributes{Department: "Legal", UsageLocation: "CH"}, "everybody"},
		{"a group makes a persona, too", rule.Attributes{UsageLocation: "CH", Groups: []string{"9672BE1A-7fed-4bb9-a92f-a271dbc52933"}}, "hr"},
		{"somebody may have none", rule.Attributes{Department: "Legal"}, ""},
		{"what is not known of somebody matches nothing", rule.Attributes{}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p, because, ok := personas(t, nil).Fit(c.of)
			if p.Name != c.want || ok != (c.want != "") || ok != (because != "") {
				t.Errorf("got %q because %q, %v; want %q", p.Name, because, ok, c.want)
			}
		})
	}
}

func TestThePoliciesSomebodyGets(t *testing.T) {
	departments := map[string]string{"Sales": "sales_ch", " Legal ": "legal_main"}
	sales, legal := persona.Wanted{persona.CallerID, "sales_ch"}, persona.Wanted{persona.CallerID, "legal_main"}
	dial, calling := persona.Wanted{persona.DialPlan, "ch_sales"}, persona.Wanted{"TeamsCallingPolicy", "sales_calling"}
	for _, c := range []struct {
		name, persona, department string
		want                      []persona.Wanted
	}{
		{"the persona's, with its own caller ID", "sales", "Bakery", []persona.Wanted{dial, {persona.CallerID, "sales_main"}, calling}},
		{"the department's caller ID goes before the persona's", "sales", "SALES ", []persona.Wanted{dial, sales, calling}},
		{"the department's caller ID is added", "everybody", "legal", []persona.Wanted{{persona.DialPlan, "ch"}, legal}},
		{"a department has a caller ID without a persona", "", "Legal", []persona.Wanted{legal}},
		{"nobody without a department has one", "", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			ps := personas(t, departments)
			p, _ := ps.Named(c.persona)
			if got := ps.Wants(p, c.department); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if p, _ := ps.Named(c.persona); p.CallerID != "" && p.CallerID != "sales_main" {
				t.Errorf("the persona itself was changed: %q", p.CallerID)
			}
		})
	}
	if got := personas(t, departments).Policies(); len(got) != 6 {
		t.Errorf("got %v, want all six policies that are named, each once", got)
	}
}

func TestNewRefusesARuleThatIsNone(t *testing.T) {
	if _, err := persona.New([]persona.Persona{{Name: "sales", For: "user.city"}}, nil); problem.KindOf(err) != problem.Invalid {
		t.Errorf("got %v, want a refusal", err)
	}
}

func TestTheCmdletForAPolicy(t *testing.T) {
	got := persona.Wanted{persona.DialPlan, "Müller's plan"}.Cmdlet("adele@contoso.com")
	if want := "Grant-CsTenantDialPlan -Identity adele@contoso.com -PolicyName 'Müller''s plan'"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestSameName(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{{"Tag:UK VRP", "uk vrp", true}, {"UK VRP", "UK VRP 2", false}, {"", "UK", false}} {
		if got := persona.SameName(c.a, c.b); got != c.want {
			t.Errorf("%q and %q: got %v", c.a, c.b, got)
		}
	}
}

func TestANameMeansOnePolicy(t *testing.T) {
	dial := persona.Wanted{persona.DialPlan, "ch"}
	one, two := person.Policy{Type: persona.DialPlan, Name: "ch", ID: "a"}, person.Policy{Type: persona.DialPlan, Name: "CH", ID: "b"}
	if got, err := dial.One([]person.Policy{one}); err != nil || got != one {
		t.Errorf("one: got %v, %v", got, err)
	}
	if _, err := dial.One(nil); !problem.Is(err, persona.CodeNone) {
		t.Errorf("none: got %v", err)
	}
	_, err := dial.One([]person.Policy{one, two})
	if said := problem.Say(err).String(); !problem.Is(err, persona.CodeSeveral) || !strings.Contains(said, "ch (a), CH (b)") {
		t.Errorf("several: got %q, want the list", said)
	}
}
