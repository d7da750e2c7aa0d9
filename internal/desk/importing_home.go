package desk

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sheet"
)

// homeOf is the range a new number belongs to: the one among whose numbers it lies, the group it names, or the group of its
// country, site and type, which is made when there is none.
func (p *planner) homeOf(row sheet.Row, number phone.Number, country string) (home inventory.Range, made *inventory.Range, err error) {
	name := p.cell(row, "range")
	if r, in := p.around(number); in && (name == "" || name == r.Name || number.Ext() == "") {
		return r, nil, nil
	}
	if i, ok := p.byName[name]; ok && name != "" {
		home = p.ranges[i]
		if home.First != "" && !home.Numbers().Contains(number) {
			return home, nil, in("range", problem.New(problem.Conflict, "range %s is %s, and %s is outside it. Empty the cell, or name a range of single numbers.", name, home.Numbers(), number.Display()))
		}
		return home, nil, nil
	}
	r := inventory.Range{Name: name, Country: country, Site: p.cell(row, "site"), Type: inventory.DirectRouting, RestDays: p.restDays}
	switch {
	case r.Site == "":
		return r, nil, in("site", p.homeless(number))
	case country == "":
		return r, nil, in("country", p.homeless(number))
	}
	if r.Type, err = p.typeIn(row, r.Type); err != nil {
		return r, nil, err
	}
	if name == "" {
		if r.Name, home = p.group(r); home.Name != "" {
			return home, nil, nil
		}
	}
	r.Order = inventory.NextOrder(p.ranges)
	if err = r.CheckSingles(p.ranges); err != nil && name != "" {
		err = in("range", err)
	}
	return r, &r, err
}

// homeless refuses a number without a country and a site. In a workbook they may be in a cell that reaches over several
// lines, which is stored in the first of them.
func (p *planner) homeless(number phone.Number) error {
	if p.table.Sheet != "" {
		return problem.New(problem.Invalid, "%s lies in no range, so it needs a country and a site. Merged cells are read in their first line alone.", number.Display())
	}
	return problem.New(problem.Invalid, "%s lies in no range, so it needs a country and a site.", number.Display())
}

// longestName is how many bytes the name of a range may have.
const longestName = 60

// group is the group of a country, a site and a type, or, when there is none, the name for one: ch-zurich, and another where
// that is the name of something else.
func (p *planner) group(r inventory.Range) (name string, home inventory.Range) {
	name = strings.ToLower(r.Country + "-" + nameable(r.Site))
	if r.Type != inventory.DirectRouting {
		name += "-" + strings.ToLower(string(r.Type))
	}
	name = cutTo(name, longestName)
	base := cutTo(name, longestName-len("-single-999"))
	for n := 1; ; n++ {
		i, taken := p.byName[name]
		if !taken {
			return name, inventory.Range{}
		}
		if o := p.ranges[i]; o.First == "" && o.Country == r.Country && strings.EqualFold(o.Site, r.Site) && o.Type == r.Type {
			return name, o
		}
		if name = base + "-single"; n > 1 {
			name = fmt.Sprint(name, "-", n)
		}
	}
}

// nameable is a site as part of a range's name, which has no spaces.
func nameable(site string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '/' {
			return '-'
		}
		return r
	}, site)
}

// cutTo is the beginning of a text, whole runes of at most that many bytes.
func cutTo(text string, bytes int) string {
	for bytes < len(text) && bytes > 0 && !utf8.RuneStart(text[bytes]) {
		bytes--
	}
	return text[:min(bytes, len(text))]
}

// agrees refuses a line that says otherwise than its number's range, which is where such things are changed.
func (p *planner) agrees(row sheet.Row, r inventory.Range) error {
	kind, err := p.typeIn(row, r.Type)
	if err != nil {
		return err
	}
	for _, c := range []struct{ column, said, is string }{
		{"range", p.cell(row, "range"), r.Name}, {"country", p.cell(row, "country"), r.Country},
		{"site", p.cell(row, "site"), r.Site}, {"type", string(kind), string(r.Type)},
	} {
		if c.said != "" && !strings.EqualFold(c.said, c.is) {
			return in(c.column, problem.New(problem.Conflict, "the number belongs to range %s, where this is %q, not %.40q. Correct the cell or empty it.", r.Name, c.is, c.said))
		}
	}
	return nil
}

// countryIn is a line's country, the default one where it names none.
func (p *planner) countryIn(row sheet.Row) (string, error) {
	said := p.cell(row, "country")
	country := strings.ToUpper(cmp.Or(said, p.country))
	if said != "" && !phone.Country(country) {
		return "", in("country", problem.New(problem.Invalid, "%.40q is no country; write two letters, such as CH.", said))
	}
	return country, nil
}

// typeIn is a line's number type, common where it names none.
func (p *planner) typeIn(row sheet.Row, common inventory.Type) (inventory.Type, error) {
	said := p.cell(row, "type")
	if said == "" {
		return common, nil
	}
	of := typeOf(said)
	if !slices.Contains(types, of) {
		return of, in("type", problem.New(problem.Invalid, "%.40q is no number type; use directRouting, callingPlan or operatorConnect.", said))
	}
	return of, nil
}

var types = []inventory.Type{inventory.DirectRouting, inventory.CallingPlan, inventory.OperatorConnect}

// typeOf is a number type in Graph's spelling, whatever the letters' case, and as Microsoft's pages and the Teams admin
// center write it: "Direct Routing", "Calling Plan". Any other word is left as it is.
func typeOf(text string) inventory.Type {
	folded := strings.NewReplacer(" ", "", "\u00a0", "", "-", "", "_", "").Replace(text)
	for _, known := range types {
		if strings.EqualFold(strings.TrimSuffix(strings.ToLower(folded), "s"), string(known)) {
			return known
		}
	}
	return inventory.Type(text)
}
