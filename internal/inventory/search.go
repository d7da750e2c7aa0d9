package inventory

import (
	"slices"
	"strings"
)

// Search is which numbers somebody looks for. What is empty asks for nothing.
type Search struct {
	State                                     State
	Range, Site, Country, Type, Provider, Tag string
}

// Word is a word as it is looked for: case and outer space make no difference.
func Word(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

func asks(wanted, is string) bool { return Word(wanted) == "" || Word(wanted) == Word(is) }

// In reports whether a range can have such numbers. Whether it has, its provider and tags alone do not say: a number may
// have its own.
func (s Search) In(r Range) bool {
	return asks(s.Range, r.Name) && asks(s.Site, r.Site) && asks(s.Country, r.Country) && asks(s.Type, string(r.Type))
}

// Tagged reports whether all numbers of the range have the tag. A number's own tags come to them.
func (r Range) Tagged(tag string) bool { return tagged(r.Tags, tag) }

func tagged(tags []string, tag string) bool {
	return slices.ContainsFunc(tags, func(t string) bool { return asks(tag, t) })
}

// ProviderOf is who carries the calls of a number of the range: what the number says of itself, else the range.
func (r Range) ProviderOf(n Number) string {
	if n.Own != nil && Word(n.Own.Provider) != "" {
		return n.Own.Provider
	}
	return r.Provider
}

// Has reports whether a number of the range is one of those looked for.
func (s Search) Has(n Number, r Range) bool {
	return s.In(r) && (s.State == "" || n.State == s.State) && asks(s.Provider, r.ProviderOf(n)) &&
		(Word(s.Tag) == "" || r.Tagged(s.Tag) || n.Own != nil && tagged(n.Own.Tags, s.Tag))
}
