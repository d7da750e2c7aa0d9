package inventory

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/numberdesk/numberdesk/internal/phone"
)

// Proposal is a range that would cover numbers the tenant has, and how many those are. It has no site when the tenant
// says no city: a site that nobody's city or office is would serve nobody.
type Proposal struct {
	Range Range `json:"range"`
	// Have is how many numbers of the range Teams knows, Used how many of them somebody has.
	Have int `json:"have"`
	Used int `json:"used"`
}

// apart is how far two neighbours may lie apart and still be of one block.
const apart = 10

// Propose finds ranges for the numbers that are in none of ours, to be accepted or changed by a person: numbers of one
// type and city that follow one another with small gaps become one range. Numbers with an extension, and those Teams
// says nothing of, are left out.
func Propose(theirs []Assignment, ours []Range) []Proposal {
	var open []Assignment
	for _, a := range theirs {
		country := phone.Region(a.Phone)
		if a.Phone.Ext() != "" || country == "" || a.Type == "" || slices.ContainsFunc(ours, func(r Range) bool { return r.First != "" && r.Numbers().Contains(a.Phone) }) {
			continue
		}
		a.Country = country
		open = append(open, a)
	}
	slices.SortFunc(open, func(a, b Assignment) int {
		return cmp.Or(strings.Compare(string(a.Type), string(b.Type)), strings.Compare(strings.ToLower(a.City), strings.ToLower(b.City)), len(a.Phone)-len(b.Phone), strings.Compare(string(a.Phone), string(b.Phone)))
	})
	var all []Proposal
	taken := map[string]bool{everyName: true}
	for _, r := range ours {
		taken[strings.ToLower(r.Name)] = true
	}
	for _, a := range open {
		if n := len(all); n > 0 && all[n-1].takes(a) {
			all[n-1].add(a)
			continue
		}
		p := Proposal{Range: Range{Country: a.Country, Site: strings.TrimSpace(a.City), First: a.Phone, Last: a.Phone, Type: a.Type}}
		p.add(a)
		all = append(all, p)
	}
	for i := range all {
		all[i].Range.Name = unused(slug(cmp.Or(all[i].Range.Site, all[i].Range.Country)), taken)
	}
	return all
}

func (p *Proposal) takes(a Assignment) bool {
	r := p.Range
	return r.Type == a.Type && r.Country == a.Country && len(r.Last) == len(a.Phone) && r.Last.Distance(a.Phone) <= apart &&
		strings.EqualFold(r.Site, strings.TrimSpace(a.City))
}

func (p *Proposal) add(a Assignment) {
	p.Range.Last = a.Phone
	p.Have++
	if !a.Free() {
		p.Used++
	}
}

func slug(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return '-'
	}, s), "-")
}

func unused(name string, taken map[string]bool) string {
	free := name
	for n := 2; taken[free]; n++ {
		free = fmt.Sprintf("%s-%d", name, n)
	}
	taken[free] = true
	return free
}
