package request

import (
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/rule"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Policy is how a company approves requests. Without stages the manager decides alone; see [ManagerAlone].
type Policy struct {
	// Stages are decided one after the other; a request goes through those that apply to it.
	Stages []Stage
	// Self are rules (see package rule): a request for which one holds is approved by it, and nobody is asked.
	Self []string
	// Owners name people for [Owner], each by a rule; the first that holds counts.
	Owners []Owners
	// Fallback is asked when a stage finds nobody, or not enough.
	Fallback []Source
	// Sites is whether there are admins of sites; without any they are not looked for.
	Sites bool
	// OnBehalf may ask for somebody else: the manager for those who report to him, a group for everybody. None is nobody.
	OnBehalf []Source
}

// About is what the rules of a policy may ask: who asks, and for which number.
type About = rule.Attributes

// Stage is one step of an approval. Requests keep the stages they began with, whatever the configuration says later.
type Stage struct {
	// Ask are asked at the same time.
	Ask []Source `json:"ask"`
	// Quorum is how many of them must approve; less than one is one. One denial ends the request.
	Quorum int `json:"quorum,omitempty"`
	// Reason is whether an approval needs one; a denial always does.
	Reason bool `json:"reason,omitempty"`
	// When is the rule that the stage is for; empty is all requests.
	When string `json:"when,omitempty"`
}

// Owners are those who own what a rule describes: a site, a cost centre.
type Owners struct {
	When string
	Ask  []Source
}

// Source names those who may be asked: a word of the constants, "group:" and a group's object id, or a person's object id.
type Source string

const (
	Manager         Source = "manager"
	ManagersManager Source = "managers_manager"
	SiteAdmins      Source = "site_admins" // of the request's site
	ApproverGroups  Source = "approver_groups"
	AdminGroups     Source = "admin_groups" // all who run the desk
	Owner           Source = "owner"        // by the policy's rules

	// Handed and StandIn are no sources of a policy: an admin named somebody for one request, or an approver who is away.
	Handed  Source = "handed"
	StandIn Source = "stand_in"

	groupPrefix = "group:"
)

// ManagerAlone is the policy without a configuration: the manager decides, else the telephony admins.
var ManagerAlone = Policy{Stages: []Stage{{Ask: []Source{Manager}, Quorum: 1}}, Fallback: []Source{AdminGroups}}

// Group is the object id of a group that is asked, "" for a source that is none.
func (s Source) Group() string {
	id, _ := strings.CutPrefix(string(s), groupPrefix)
	if id == string(s) {
		return ""
	}
	return id
}

// Person is the object id of a person who is asked by name, "" for a source that is none.
func (s Source) Person() person.ID {
	if s.Group() != "" || slices.Contains(words, s) {
		return ""
	}
	return person.ID(s)
}

var words = []Source{Manager, ManagersManager, SiteAdmins, ApproverGroups, AdminGroups, Owner}

// Words is the source as a sentence names it.
func (s Source) Words() say.Sentence {
	switch s {
	case Manager:
		return say.Text("the manager")
	case ManagersManager:
		return say.Text("the manager's manager")
	case SiteAdmins:
		return say.Text("the admins of the site")
	case ApproverGroups:
		return say.Text("the approvers")
	case AdminGroups:
		return say.Text("the telephony admins")
	case Owner:
		return say.Text("the owner")
	case Handed:
		return say.Text("handed over by a telephony admin")
	case StandIn:
		return say.Text("the delegate")
	}
	if group := s.Group(); group != "" {
		return say.Text("the group %s", group)
	}
	return say.Text("the named person")
}

// holds reports whether a rule of the policy holds; one of another version holds for nobody.
func holds(text string, about About) bool {
	if text == "" {
		return true
	}
	r, err := rule.CompileRequest(text)
	return err == nil && r.Eval(about).Match
}

// appliesTo reports whether a request for this number goes through the stage. Where the directory does not say what its rule
// asks for it does: a gap in the directory takes nobody past a pair of eyes.
func (s Stage) appliesTo(about About) bool {
	if s.When == "" || about.Wanted.Range == "" { // which number it will be is not known yet
		return holds(s.When, about)
	}
	r, err := rule.CompileRequest(s.When)
	return err != nil || !r.Excludes(about)
}

// Path is which stages a request goes through, and the rule that approves it when there is one. While no number is free
// there is one about for each number it may become: a stage applies when it does for one of them, and a rule approves when
// it does for all. Nobody's request goes through no stage but by such a rule: when none applies the first does.
func (p Policy) Path(abouts ...About) (stages []Stage, self string) {
	for _, text := range p.Self {
		if len(abouts) > 0 && !slices.ContainsFunc(abouts, func(about About) bool { return !holds(text, about) }) {
			return nil, text
		}
	}
	if len(p.Stages) == 0 {
		return ManagerAlone.Stages, ""
	}
	for _, s := range p.Stages {
		if slices.ContainsFunc(abouts, func(about About) bool { return s.appliesTo(about) }) {
			stages = append(stages, s)
		}
	}
	if len(stages) == 0 {
		stages = p.Stages[:1]
	}
	return stages, ""
}

// Several is the source as one reads it who does not know its people: a group is no more than those who approve.
func (s Source) Several() say.Sentence {
	if s.Group() != "" || s.Person() != "" {
		return ApproverGroups.Words()
	}
	return s.Words()
}

// Rules are all rules of the policy.
func (p Policy) Rules() []string {
	rules := slices.Clone(p.Self)
	for _, s := range p.Stages {
		rules = append(rules, s.When)
	}
	for _, o := range p.Owners {
		rules = append(rules, o.When)
	}
	return rules
}

// OwnersOf are whom the policy's rules name as owners of what is asked for.
func (p Policy) OwnersOf(about About) []Source {
	for _, o := range p.Owners {
		if holds(o.When, about) {
			return o.Ask
		}
	}
	return nil
}

// Chain is who is asked for a stage, and then who is asked when those are not enough: the manager's manager, the admins
// of the site, the fallback, and who runs the desk. Each stands in it once.
func (p Policy) Chain(s Stage) (first, next []Source) {
	first = s.Ask
	for _, source := range slices.Concat([]Source{ManagersManager, SiteAdmins}, p.Fallback, []Source{AdminGroups}) {
		if source == ManagersManager && !slices.Contains(first, Manager) || source == SiteAdmins && !p.Sites {
			continue
		}
		if !slices.Contains(first, source) && !slices.Contains(next, source) {
			next = append(next, source)
		}
	}
	return first, next
}

// Sentences say the policy as a person would. called is what a source is called; nil calls it by its words.
func (p Policy) Sentences(called func(Source) say.Sentence) []say.Sentence {
	if called == nil {
		called = Source.Words
	}
	var lines []say.Sentence
	for _, text := range p.Self {
		lines = append(lines, say.Text("Nobody is asked where %s.", text))
	}
	stages := p.Stages
	if len(stages) == 0 {
		stages = ManagerAlone.Stages
	}
	for i, s := range stages {
		line := say.Text("Stage %d: %s.", i+1, s.sentence(called))
		if s.When != "" {
			line = say.Text("Stage %d, where %s: %s.", i+1, s.When, s.sentence(called))
		}
		if s.Reason {
			line = line.And(say.Text("An approval needs a reason."))
		}
		lines = append(lines, line)
	}
	if len(p.OnBehalf) > 0 {
		lines = append(lines, say.Text("Who may ask for somebody else: %s.", p.OnBehalfWords()))
	}
	_, next := p.Chain(stages[0])
	return append(lines, say.Text("Whoever cannot be asked is passed over at once. Then come %s.", say.List(", ", wordsOf(next, called)...)),
		say.Text("One denial ends a request, and nobody decides on his own."))
}

// OnBehalfWords name who may ask for somebody else.
func (p Policy) OnBehalfWords() say.Sentence {
	return say.List(", ", wordsOf(p.OnBehalf, Source.Words)...)
}

func (s Stage) sentence(called func(Source) say.Sentence) say.Sentence {
	who := say.List(", ", wordsOf(s.Ask, called)...)
	switch {
	case s.Quorum > 1:
		return say.Text("%d of %s approve", s.Quorum, who)
	case len(s.Ask) > 1:
		return say.Text("any of %s approves", who)
	}
	return say.Text("%s approves", who)
}

func wordsOf(sources []Source, called func(Source) say.Sentence) []say.Sentence {
	list := make([]say.Sentence, len(sources))
	for i, s := range sources {
		list[i] = called(s)
	}
	return list
}
