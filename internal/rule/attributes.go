package rule

import (
	"strings"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/interpreter"
)

// Attribute is one thing that a rule may ask of a person, as it is named behind "user.".
type Attribute string

const (
	City          Attribute = "city"
	Office        Attribute = "office"
	UsageLocation Attribute = "usageLocation"
	Department    Attribute = "department"
	Country       Attribute = "country"
	Company       Attribute = "company"
	Groups        Attribute = "groups"
	Plans         Attribute = "plans"
)

var attributes = []Attribute{City, Office, UsageLocation, Department, Country, Company, Groups, Plans}

func (a Attribute) list() bool { return a == Groups || a == Plans }

// Attributes are what is known of a person. A text that is empty, or nothing but spaces, is not set. A list is what it
// is, also when it is empty: who is in no group is not in this one.
type Attributes struct {
	City, Office, UsageLocation, Department, Country, Company string

	Groups []string // whatever the rules name them by, as a rule object ids
	Plans  []string
}

// text is a text without surrounding space and without what is beyond maxValue, empty when it is not set.
func (of *Attributes) text(a Attribute) string {
	var text string
	switch a {
	case City:
		text = of.City
	case Office:
		text = of.Office
	case UsageLocation:
		text = of.UsageLocation
	case Department:
		text = of.Department
	case Country:
		text = of.Country
	case Company:
		text = of.Company
	}
	if len(text) > maxValue {
		text = strings.ToValidUTF8(text[:maxValue], "")
	}
	return strings.TrimSpace(text)
}

func (of *Attributes) texts(a Attribute) []string {
	if a == Groups {
		return of.Groups
	}
	return of.Plans
}

// vars are a person's attributes as CEL asks for them, folded when they are asked for first.
type vars struct {
	of    *Attributes
	lists [2]ref.Val // groups and plans: folding them is dear
	facts [2]string  // and so is telling of them
}

// index is where vars keep a list.
func (a Attribute) index() int {
	if a == Groups {
		return 0
	}
	return 1
}

// ResolveName does not find an attribute that is not set. CEL takes a comparison with it for an error, which !, && and
// || carry on exactly as long as the other side does not decide ("Logical Operators", CEL language definition).
func (v *vars) ResolveName(name string) (any, bool) {
	a := Attribute(strings.TrimPrefix(name, "user."))
	if !a.list() {
		text := fold(v.of.text(a))
		return types.String(text), text != ""
	}
	list := &v.lists[a.index()]
	if *list == nil {
		*list = newTexts(v.of.texts(a))
	}
	return *list, true
}

func (*vars) Parent() interpreter.Activation { return nil }

// texts is a list of CEL's that finds a text at once: a rule may ask many times about thousands of groups.
type texts struct {
	traits.Lister
	known map[ref.Val]bool
}

func newTexts(list []string) *texts {
	folded, known := make([]string, 0, len(list)), make(map[ref.Val]bool, len(list))
	for _, text := range list {
		if text = fold(text); text != "" {
			folded = append(folded, text)
			known[types.String(text)] = true
		}
	}
	return &texts{types.NewStringList(types.DefaultTypeAdapter, folded), known}
}

// Contains is CEL's in.
func (t *texts) Contains(text ref.Val) ref.Val { return types.Bool(t.known[text]) }
