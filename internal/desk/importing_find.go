package desk

import (
	"cmp"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
)

// addRange takes a range in that the file makes.
func (p *planner) addRange(r inventory.Range) {
	p.byName[r.Name] = len(p.ranges)
	p.ranges = append(p.ranges, r)
	p.planned[r.Name] = true
}

// sort makes the ranges ready to be searched by number.
func (p *planner) sort() {
	p.sorted = p.sorted[:0]
	for i, r := range p.ranges {
		if r.First != "" {
			p.sorted = append(p.sorted, i)
		}
	}
	slices.SortFunc(p.sorted, func(a, b int) int { return byLength(p.ranges[a].First, p.ranges[b].First) })
}

func byLength(a, b phone.Number) int {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(string(a), string(b)))
}

// around is the range among whose numbers n lies.
func (p *planner) around(n phone.Number) (inventory.Range, bool) {
	at, found := slices.BinarySearchFunc(p.sorted, n.Base(), func(i int, n phone.Number) int { return byLength(p.ranges[i].First, n) })
	if !found {
		at--
	}
	if at < 0 {
		return inventory.Range{}, false
	}
	r := p.ranges[p.sorted[at]]
	return r, r.Numbers().Contains(n)
}

// at is a number as it is when the line comes to it: as it was, or as one of a range that this file makes or changes.
func (p *planner) at(number phone.Number) (n inventory.Number, ok bool, err error) {
	n, ok, err = p.number(number)
	if err != nil {
		return n, ok, err
	}
	r, in := p.around(number)
	in = in && p.planned[r.Name] && number.Ext() == ""
	if !ok && in {
		n, ok = inventory.Number{Phone: number, State: inventory.Available, Since: p.now}, true
	}
	if !in {
		i, known := p.byName[n.Range]
		if !ok || !known {
			return n, ok, nil
		}
		r = p.ranges[i]
	}
	n = r.Own(n)
	if in {
		n = n.ForbiddenBy(p.forbidden)
	}
	return n, ok, nil
}

// twice is the line that names the number already, 0 when none does.
func (p *planner) twice(n phone.Number, line int) int {
	if n.Ext() != "" {
		before := p.seenExt[n]
		p.seenExt[n] = cmp.Or(before, line)
		return before
	}
	var digits uint64
	for _, d := range n[1:] {
		digits = digits*10 + uint64(d-'0')
	}
	if _, before := p.seen[digits]; before {
		if p.twins++; p.twins > wrongShown {
			return line - 1 // nobody will read which one it is
		}
		return p.lineOf(n)
	}
	p.seen[digits] = struct{}{}
	return 0
}

// lineOf is the first line that names a number. It is looked for when it is asked for, which is hardly ever: to remember
// a million of them would take room.
func (p *planner) lineOf(n phone.Number) int {
	for _, row := range p.table.Rows {
		country := strings.ToUpper(cmp.Or(p.cell(row, "country"), p.country))
		if p.cell(row, "number") == "" {
			continue
		}
		if named, err := p.telephone(row, "number", country); err == nil && named == n {
			return row.Line
		}
	}
	return 0
}
