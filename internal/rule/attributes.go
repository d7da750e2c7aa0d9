package rule

import (
	"slices"
	"strings"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"
	"github.com/google/cel-go/interpreter"
)

// Attribute is one thing that a rule may ask, as it is written: of a person, or of the number that is wanted.
type Attribute string

const (
	City          Attribute = "user.city"
	Office        Attribute = "user.office"
	UsageLocation Attribute = "user.usageLocation"
	Department    Attribute = "user.department"
	Country       Attribute = "user.country"
	Company       Attribute = "user.company"
	Groups        Attribute = "user.groups"
	Plans         Attribute = "user.plans"

	Number        Attribute = "wanted.number"
	Range         Attribute = "wanted.range"
	Site          Attribute = "wanted.site"
	NumberCountry Attribute = "wanted.country"
	Type          Attribute = "wanted.type"
	Tags          Attribute = "wanted.tags"
)

// ofPerson are what a rule may ask that chooses ranges, ofRequest what one may that chooses approvers.
var (
	ofPerson  = []Attribute{City, Office, UsageLocation, Department, Country, Company, Groups, Plans}
	ofRequest = append(ofPerson[:len(ofPerson):len(ofPerson)], Number, Range, Site, NumberCountry, Type, Tags)
)

// lists are the attributes that have many values, in the order in which vars keep them.
var lists = []Attribute{Groups, Plans, Tags}

func (a Attribute) list() bool { return a.index() >= 0 }

// name is what it is called where nobody asks whose it is.
func (a Attribute) name() string {
	of, name, _ := strings.Cut(string(a), ".")
	if of == "user" {
		return name
	}
	return "the number's " + name
}

// Attributes are what is known of a person, and of the number that is wanted. A text that is empty, or nothing but spaces, is not set. A list is what it
// is, also when it is empty: who is in no group is not in this one.
type Attributes struct {
	City, Office, UsageLocation, Department, Country, Company string

	Groups []string // whatever the rules name them by, as a rule object ids
	Plans  []string

	Wanted Wanted
}

// Wanted is the number that somebody asks for, or the one that was proposed to him; all is empty while there is none.
type Wanted struct {
	Number, Range, Site, Country, Type string

	Tags []string
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
	case Number:
		text = of.Wanted.Number
	case Range:
		text = of.Wanted.Range
	case Site:
		text = of.Wanted.Site
	case NumberCountry:
		text = of.Wanted.Country
	case Type:
		text = of.Wanted.Type
	}
	if len(text) > maxValue {
		text = strings.ToValidUTF8(text[:maxValue], "")
	}
	return strings.TrimSpace(text)
}

func (of *Attributes) texts(a Attribute) []string {
	switch a {
	case Groups:
		return of.Groups
	case Plans:
		return of.Plans
	}
	return of.Wanted.Tags
}

// vars are attributes as CEL asks for them, folded when they are asked for first.
type vars struct {
	of    *Attributes
	lists [3]ref.Val // folding them is dear
	facts [3]string  // and so is telling of them
}

// index is where vars keep a list, -1 for what is none.
func (a Attribute) index() int { return slices.Index(lists, a) }

// ResolveName does not find an attribute that is not set. CEL takes a comparison with it for an error, which !, && and
// || carry on exactly as long as the other side does not decide ("Logical Operators", CEL language definition).
func (v *vars) ResolveName(name string) (any, bool) {
	a := Attribute(name)
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
