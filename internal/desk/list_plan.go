package desk

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/sheet"
	"github.com/numberdesk/numberdesk/internal/store"
)

// named is somebody whom a list names: by an address or an object id, with the site he is to get a number of.
type named struct {
	// line is where he stands in a file; 0 when he was typed.
	line int
	who  string
	site string
}

// called is how a refusal names the line.
func (n named) called() say.Sentence {
	switch who := cut(n.who); {
	case n.line == 0:
		return say.Words(who)
	case who == "":
		return say.Text("Line %d", n.line)
	default:
		return say.Text("Line %d, %s", n.line, who)
	}
}

// names finds the addresses and object ids in what somebody typed, or pasted from a mail: "Adele Vance <AdeleV@…>; …".
var names = regexp.MustCompile(`[^\s<>;,"()]+@[^\s<>;,"()]+|(?i)\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b`)

// The columns of a file that names people, as people head them.
var (
	personColumns = []string{"person", "people", "user", "upn", "userprincipalname", "mail", "email", "e-mail", "address", "benutzer", "mitarbeiter", "adresse"}
	siteColumns   = []string{"site", "standort"}
)

// peopleListed are the people whom a table names; ok is false for a table of numbers.
func peopleListed(table *sheet.Table) (list []named, ok bool) {
	column := func(names []string) int {
		return slices.IndexFunc(table.Header, func(header string) bool { return slices.Contains(names, strings.ToLower(header)) })
	}
	who, site := column(personColumns), column(siteColumns)
	if who < 0 || columnIn(table, "number") >= 0 || columnIn(table, "first") >= 0 || columnIn(table, "range") >= 0 {
		return nil, false
	}
	for _, row := range table.Rows {
		n := named{line: row.Line, who: strings.TrimSpace(row.Cell(who))}
		if found := names.FindString(n.who); found != "" {
			n.who = found
		}
		if site >= 0 {
			n.site = strings.TrimSpace(row.Cell(site))
		}
		list = append(list, n)
	}
	return list, true
}

// lookedUp is what became of looking everybody on a list up.
type lookedUp struct {
	lines   []request.Line
	abouts  []request.About
	people  []*person.Person
	refused []card.Fact
}

// planList looks up everybody on a list, keeps those who can be asked for, and shows the form with which the list is sent.
func (d *Desk) planList(ctx context.Context, c *Call, file string, list []named) (Answer, error) {
	if err := d.takesRequests(); err != nil {
		return Answer{}, err
	}
	switch {
	case len(list) == 0:
		return Answer{}, problem.New(problem.Invalid, "The list names nobody. It needs a line for each person, with the address in the column person.")
	case len(list) > request.MostOnList:
		return Answer{}, problem.New(problem.Invalid, "The list names %d people. Ask for %d at a time.", len(list), request.MostOnList)
	}
	if err := d.mayAskForOthers(ctx, c.Who.ID); err != nil {
		return Answer{}, err
	}
	l, err := d.lookUp(ctx, c.Who.ID, list)
	if err != nil {
		return Answer{}, err
	}
	if len(l.lines) == 0 {
		face := card.ListData{Title: say.Text("Nobody on this list can get a number"), File: say.Words(file), Refused: l.shown(), Next: say.Text("Nothing was asked for.")}
		return Answer{Card: face, Title: face.Title}, nil
	}
	draft := store.Draft{By: c.Who.ID, Made: time.Now().UTC(), List: l.lines}
	draft.Stages, draft.Self = d.o.Policy.Path(l.abouts...)
	draft.Policy = d.o.policyMark()
	raw, err := json.Marshal(draft)
	if err != nil {
		return Answer{}, err
	}
	draft.ID = fmt.Sprintf("%x", sha256.Sum256(raw))[:16]
	return d.change(ctx, c, func(w *work) (Answer, error) {
		if err := w.remember(l.people...); err != nil {
			return Answer{}, err
		}
		face := listForm(draft)
		face.File, face.Refused = say.Words(file), l.shown()
		return Answer{Card: face, Title: face.Title, Summary: face.Title}, store.PutDraft(w.tx, draft, w.now)
	})
}

// policyMark tells one approval policy from another.
func (o *Options) policyMark() string {
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%+v", o.Policy)))[:16]
}

// lookUp asks Microsoft for everybody on a list. Who cannot be asked for is refused with the cause; the others go on.
func (d *Desk) lookUp(ctx context.Context, by person.ID, list []named) (l lookedUp, err error) {
	lineOf := map[person.ID]named{}
	for _, n := range list {
		a, err := d.listedApplicant(ctx, by, n)
		switch kind := problem.KindOf(err); {
		case kind == problem.Busy, kind == problem.Unclear, kind == problem.Internal, ctx.Err() != nil:
			return l, err
		case err != nil:
			l.refuse(n, problem.Say(err))
			continue
		}
		scope := a.scope.At(n.site)
		switch first, twice := lineOf[a.person.ID]; {
		case twice && first.line > 0:
			l.refuse(n, say.Text("%s stands in line %d already.", a.person.Name, first.line))
		case twice:
			l.refuse(n, say.Text("%s is named twice.", a.person.Name))
		case len(scope.Ranges) == 0:
			l.refuse(n, say.Text("There are no numbers for %s at %s. There are at: %s.", a.person.Name, n.site, strings.Join(a.scope.Sites(), ", ")))
		default:
			lineOf[a.person.ID] = n
			site := scope.Sites()[0]
			l.lines = append(l.lines, request.Line{For: a.person.ID, Site: site, Country: a.person.UsageLocation, Ranges: inventory.Names(scope.At(site).Ranges), Setup: a.setup})
			l.people = append(l.people, a.person)
			for _, of := range scope.At(site).Ranges {
				about := inventory.Attributes(a.person)
				about.Wanted = inventory.Wanted(a.person, of.Own(inventory.Number{}), of)
				l.abouts = append(l.abouts, about)
			}
		}
	}
	return l, nil
}

// listedApplicant is somebody on a list, as Microsoft has him. Who was looked up a moment ago is not again: where Microsoft
// asks for patience half-way, it goes on from there.
func (d *Desk) listedApplicant(ctx context.Context, by person.ID, n named) (a applicant, err error) {
	if !names.MatchString(n.who) {
		return a, problem.New(problem.Invalid, "Write the address of the person here, such as diego@contoso.com.")
	}
	a.by = by
	key := asking{by: by, whom: person.ID(strings.ToLower(n.who))}
	var read bool
	if a.facts, read = d.listed.recall(key); !read {
		if a.facts, err = d.standing(ctx, by, person.ID(n.who)); err != nil {
			return a, err
		}
		d.listed.remember(key, a.facts, factsKept)
	}
	return a, d.db.View(ctx, func(tx store.Tx) error { return a.mayAsk(tx, &d.o) })
}

func (l *lookedUp) refuse(n named, why say.Sentence) {
	l.refused = append(l.refused, card.Fact{Title: n.called(), Value: why})
}

// shown are the refusals that fit on a card.
func (l *lookedUp) shown() []card.Fact {
	if len(l.refused) <= refusedInChat {
		return l.refused
	}
	more := len(l.refused) - refusedInChat + 1
	return append(slices.Clone(l.refused[:refusedInChat-1]), card.Fact{Title: say.Words("…"), Value: say.Count(more, "and %d more line", "and %d more lines")})
}

// listForm is the form with which a list is sent.
func listForm(draft store.Draft) card.ListData {
	r := request.Request{Lines: draft.List}
	face := card.ListData{
		Title: say.Count(len(draft.List), "Phone number for %d person", "Phone numbers for %d people"), Sites: siteFacts(r), List: draft.ID,
		Next: say.Text("One approval is for all of them. Nothing is asked for before you send it."),
	}
	if draft.Self != "" {
		face.Next = say.Text("No approval is needed.").And(say.Text("Nothing is asked for before you send it."))
	}
	return face
}

// siteFacts say how many numbers of which site a list takes.
func siteFacts(r request.Request) []card.Fact {
	var facts []card.Fact
	sites, people := r.OfSites()
	for _, site := range sites {
		facts = append(facts, card.Fact{Title: say.Words(cmp.Or(site, "–")), Value: say.Count(people[site], "%d number", "%d numbers")})
	}
	return facts
}
