package request

import (
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Hop is one step of the search for an approver: whom it passed over and why, or whom it found.
type Hop struct {
	// Who is empty when there is nobody to name.
	Who person.ID    `json:"who,omitempty"`
	Why say.Sentence `json:"why"`
	// Asked tells whom the search found from whom it passed over.
	Asked bool `json:"asked,omitempty"`
	// Late is who was asked, did not decide in time, and still may.
	Late bool `json:"late,omitempty"`
	// Away is that it was because he is away.
	Away bool `json:"away,omitempty"`
	// People are whom it found when they are several.
	People []person.ID `json:"people,omitempty"`
	// Source is where it looked, At when.
	Source Source    `json:"source,omitempty"`
	At     time.Time `json:"at,omitzero"`
}

func (h Hop) same(o Hop) bool {
	return h.Who == o.Who && h.Source == o.Source && h.Asked == o.Asked && h.Why.String() == o.Why.String()
}

// mostAsked is how many people one source puts a request to: a company-wide group is not asked as a whole.
const mostAsked = 50

// Search looks for those who can decide on a request. It never finds the requester, nor whom the request is for, nor
// anybody twice.
type Search struct {
	// Not are those who must not decide, or were passed over before.
	Not []person.ID
	// Asks is who asks on behalf of another, if anybody: he is one of Not, and everybody sees why he is not asked.
	Asks person.ID
	// Gets are those on a list, who must not decide either, as everybody sees.
	Gets []person.ID
	// Enough is how many are needed.
	Enough int

	Approvers []person.ID
	Hops      []Hop
}

// Done reports whether enough are found.
func (s *Search) Done() bool { return len(s.Approvers) >= max(s.Enough, 1) }

// Missing is a hop that finds nobody.
func (s *Search) Missing(of Source, why say.Sentence) {
	s.Hops = append(s.Hops, Hop{Why: why, Source: of})
}

// Consider takes in whom a source names. Of several only who is found is told, and how many are left out whose account
// says that they cannot decide; of one also why not.
func (s *Search) Consider(of Source, people ...*person.Person) {
	var found []person.ID
	out := leftOut(people)
	if len(people) > 1 && !out.IsZero() {
		s.Missing(of, say.Text("%s: %s", of.Words(), out))
	}
	for _, p := range people {
		if len(found) == mostAsked {
			break
		}
		why, can := s.can(p)
		switch {
		case slices.Contains(s.Approvers, p.ID):
			found = append(found, p.ID) // asked already
		case can:
			found = append(found, p.ID)
			s.Approvers = append(s.Approvers, p.ID)
			if len(people) == 1 {
				s.Hops = append(s.Hops, Hop{Who: p.ID, Why: of.Words(), Asked: true, Source: of})
			}
		case len(people) == 1 && !why.IsZero():
			s.Hops = append(s.Hops, Hop{Who: p.ID, Why: why, Source: of})
		}
	}
	switch {
	case len(people) > 1 && len(found) > 0:
		s.Hops = append(s.Hops, Hop{Why: of.Words(), Asked: true, Source: of, People: found})
	case len(people) == 0, len(people) > 1:
		s.Missing(of, say.Text("%s: nobody who can be asked", of.Words()))
	}
}

// leftOut says how many of several cannot decide, and why; empty for none.
func leftOut(people []*person.Person) say.Sentence {
	guests, disabled := 0, 0
	for _, p := range people {
		switch {
		case p.Guest:
			guests++
		case !p.Enabled:
			disabled++
		}
	}
	var told []say.Sentence
	if disabled > 0 {
		told = append(told, say.Count(disabled, "%d has a disabled account", "%d have disabled accounts"))
	}
	if guests > 0 {
		told = append(told, say.Count(guests, "%d is a guest", "%d are guests"))
	}
	return say.List(", ", told...)
}

// can says why somebody cannot be asked.
func (s *Search) can(p *person.Person) (why say.Sentence, can bool) {
	switch {
	case p.ID == s.Asks && p.ID != "":
		return say.Text("is the one who asks"), false
	case slices.Contains(s.Gets, p.ID):
		return say.Text("is one of those it is for"), false
	case slices.Contains(s.Not, p.ID):
		return say.Sentence{}, false
	}
	why = Unable(p)
	return why, why.IsZero()
}

// Unable says why somebody can decide on nothing, whatever it is; empty for one who can, and nil is somebody whom the
// directory does not have any more.
func Unable(p *person.Person) say.Sentence {
	switch {
	case p == nil:
		return say.Text("is no longer in the directory")
	case p.Guest:
		return say.Text("is a guest")
	case !p.Enabled:
		return say.Text("has a disabled account")
	case p.LostTeams():
		return say.Text("does not have Teams any more")
	case !p.CanDecide():
		return say.Text("cannot be asked")
	}
	return say.Sentence{}
}

// PassOver tells of somebody who was to decide in an approver's place, and cannot.
func (s *Search) PassOver(delegate person.ID, why say.Sentence) {
	s.Hops = append(s.Hops, Hop{Who: delegate, Why: say.Text("cannot stand in: %s", why), Source: StandIn})
}

// Search begins a search for those who decide in the present stage. Whoever had a say in an earlier one has none in this:
// a second stage is a second pair of eyes.
func (r Request) Search() Search {
	not := append([]person.ID{r.For, r.By}, r.Unreached()...)
	for _, v := range r.Votes {
		not = append(not, v.By)
		if v.For != "" {
			not = append(not, v.For)
		}
	}
	s := Search{Not: not, Enough: r.Now().Quorum}
	if r.OnBehalf() {
		s.Asks = r.By
	}
	for _, l := range r.Lines {
		s.Gets = append(s.Gets, l.For)
	}
	return s
}

// Put puts the request to those a search found, besides those it was put to.
func (r Request) Put(s Search, now time.Time) Request {
	for _, id := range s.Approvers {
		if !slices.Contains(r.Approvers, id) {
			r.Approvers = append(slices.Clone(r.Approvers), id)
		}
		if !slices.Contains(r.PutTo, id) {
			r.PutTo = append(slices.Clone(r.PutTo), id)
		}
	}
	r.Routed = slices.Clone(r.Routed)
	for _, h := range s.Hops {
		h.At = now
		i := slices.IndexFunc(r.Routed, h.same)
		if i < 0 {
			r.Routed = append(r.Routed, h)
			continue
		}
		for _, id := range h.People {
			if known := r.Routed[i].People; !slices.Contains(known, id) {
				r.Routed[i].People = append(slices.Clone(known), id)
			}
		}
	}
	return r
}

// Short reports whether the request waits for more approvals than there are people to give them: somebody has to hand it
// to others.
func (r Request) Short() bool {
	voices := slices.Clone(r.Approvers)
	for _, d := range r.DelegatesNow() {
		if !slices.Contains(voices, d.Of) {
			voices = append(voices, d.Of)
		}
	}
	return r.State == PendingApproval && len(voices) < max(r.Now().Quorum, 1)
}

// Unreach takes somebody out who cannot be asked, and says why.
func (r Request) Unreach(who person.ID, why say.Sentence, now time.Time) Request {
	r.Approvers = slices.DeleteFunc(slices.Clone(r.Approvers), func(id person.ID) bool { return id == who })
	r, _ = r.endDelegates(func(d Delegate) bool { return d.To == who })
	r.Routed = append(slices.Clone(r.Routed), Hop{Who: who, Why: why, At: now})
	r.Revision++
	return r
}

// Found is the hop that led to somebody.
func (r Request) Found(who person.ID) (Hop, bool) {
	for _, h := range slices.Backward(r.Routed) {
		// Requests of earlier versions do not say whom several were.
		if h.Asked && (h.Who == who || h.Who == "" && (len(h.People) == 0 || slices.Contains(h.People, who))) {
			return h, true
		}
	}
	return Hop{}, false
}

// Passed are the hops that found nobody who can decide.
func (r Request) Passed() []Hop {
	return slices.DeleteFunc(slices.Clone(r.Routed), func(h Hop) bool { return h.Asked || h.Late })
}

// Unreached are those whom the request was put to in vain.
func (r Request) Unreached() []person.ID {
	var ids []person.ID
	for _, h := range r.Routed {
		if !h.Asked && !h.Late && h.Who != "" {
			ids = append(ids, h.Who)
		}
	}
	return ids
}
