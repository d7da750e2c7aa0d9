package transcript

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/sim"
)

// NewStage is the simulated company as a stage. settle waits until the bot and its outbox are at rest. extra, when not
// nil, is asked first about each command to the world, for those that concern the bot itself; it answers handled for the
// ones it knows. The company's own commands are:
//
//	wait 25h                        time passes (also 7d)
//	license adele -MCOEV            and +MCOEV
//	disable lee                     and enable, guest, delete, restore, purge, install, uninstall, block, unblock, clear
//	manager adele nestor            a new manager; without a name, none
//	away megan 5d                   automatic replies from now on, for so long, or without an end; "back megan" ends them
//	works megan 09:00-17:00 UTC     working hours and time zone of a mailbox; "nomailbox megan" takes it away
//	assign +41446681000 joni        somebody does it in the admin center
//	unassign +41446681000
//	block tenant +41446681000       an assignment block, which Graph does not show; also unblock
//	policy several CallingLineIdentity Main Line
//	                                so many policies of that type have that name: none, one or several
//	grant adele TenantDialPlan CH   somebody grants a policy in the admin center; without a name it is taken away
//	voice adele off                 and on: enterprise voice, switched in PowerShell
//	phone adele +41 44 668 10 00    the business phone of the directory; without a number, none
//	join adele telephony-auditors   and leave: a security group of the directory
//	sync adele on                   the account is kept in the company's own Active Directory; off, in the cloud again
//	consent +TeamsPolicyUserAssign.ReadWrite.All
//	                                and -: a permission of the desk's app, in the tokens issued from now on
//	line +41446681009 joni private  the same, as a private or an alternate line
//	synchronize +41446681000        the number is kept in the on-premises Active Directory
//	keeps                           numbers cannot be taken from people without a licence
//	fault POST assignNumber 429 3s  the next such request is throttled; "drop" instead of a status loses the request,
//	                                "lose" loses the answer, "fails some text" makes the operation fail; "x3" at the end
//	                                hits three
//	heal                            no more faults
//	redeliver adele                 the last activity arrives once more
//	refresh megan                   a card that refreshes itself is opened
//	drop alex numbers.csv "a\nb"    a file is dragged into the chat, with these lines
//	paste alex                      a picture is pasted there
//	files alex                      what is in the person's OneDrive, and how often the bot read it
//	forged adele hello              a line with a bad signature; the HTTP status is shown
func NewStage(t *sim.Tenant, settle func() error, extra func(line string) (handled bool, out []string, err error)) Stage {
	return &stage{t: t, settle: settle, extra: extra, seen: map[string]string{}}
}

type stage struct {
	t       *sim.Tenant
	settle  func() error
	extra   func(string) (bool, []string, error)
	journal int
	speaker string
	seen    map[string]string // message and person to what it looked like last
}

func (s *stage) Settle() error { return s.settle() }

func (s *stage) person(who string) (*sim.Person, error) {
	s.speaker = who
	if !s.t.Known(who) {
		return nil, fmt.Errorf("nobody is called %q", who)
	}
	return s.t.Person(who), nil
}

func (s *stage) Say(who, text string) error {
	p, err := s.person(who)
	if err != nil {
		return err
	}
	return p.Say(text)
}

func (s *stage) Click(who, title string, inputs map[string]string) error {
	p, err := s.person(who)
	if err != nil {
		return err
	}
	return p.Click(title, inputs)
}

// Shown is what was shown since the last input. Lanes of the outbox run side by side, so the order between people, and
// between them and Graph, is chance: what happened comes first, several assignments by their numbers, then the speaker, then the others by name. Of a message
// that changed several times the last form is shown, and a change nobody could see is not.
func (s *stage) Shown() []Line {
	var lines []Line
	journal := s.t.Journal()
	for _, e := range journal[s.journal:] {
		if e.Number != "" || strings.Contains(e.What, "Policy") || e.What == "businessPhones" {
			lines = append(lines, Line{Kind: Happened, Text: "graph: " + e.String()})
		}
	}
	s.journal = len(journal)
	if !slices.ContainsFunc(lines, func(l Line) bool { return !strings.HasPrefix(l.Text, "graph: assignNumber ") }) {
		slices.SortFunc(lines, func(a, b Line) int { return strings.Compare(a.Text, b.Text) })
	}
	byPerson := map[string][]sim.Shown{}
	for _, shown := range s.t.Shown() {
		byPerson[shown.Person] = append(byPerson[shown.Person], shown)
	}
	order := slices.Sorted(maps.Keys(byPerson))
	if at := slices.Index(order, s.speaker); at > 0 {
		order = slices.Insert(slices.Delete(order, at, at+1), 0, s.speaker)
	}
	for _, who := range order {
		for _, shown := range last(byPerson[who]) {
			lines = append(lines, s.lines(shown)...)
		}
	}
	return lines
}

// last keeps the first appearance of each message and its last form. An answer and an update of the same message race each
// other to the client: they are one change, called the answer, in the form of the update, which every client ends up with.
func last(all []sim.Shown) []sim.Shown {
	var kept []sim.Shown
	updated := map[string]bool{}
	for _, shown := range all {
		before := slices.IndexFunc(kept, func(k sim.Shown) bool { return k.Message.ID == shown.Message.ID && k.How != "note" && k.How != "error" })
		switch {
		case before < 0 || shown.How == "note" || shown.How == "error":
			kept = append(kept, shown)
		case shown.How == "answer":
			kept[before].How = "answer"
			if !updated[shown.Message.ID] {
				kept[before].Message = shown.Message
			}
		default:
			kept[before].Message = shown.Message
		}
		updated[shown.Message.ID] = updated[shown.Message.ID] || shown.How == "updated"
	}
	return kept
}

// requestID is Microsoft's name for one request, which is drawn by chance.
var requestID = regexp.MustCompile(`request-id [0-9a-f-]{36}`)

func (s *stage) lines(shown sim.Shown) []Line {
	who, body := shown.Person, shown.Message.Lines()
	key := who + " " + shown.Message.ID
	look := strings.Join(body, "\n")
	switch shown.How {
	case "note", "error":
	case "updated":
		if s.seen[key] == look {
			return nil
		}
		fallthrough
	default:
		s.seen[key] = look
	}
	head := ""
	switch kind := "card"; shown.How {
	case "new", "updated", "deleted":
		switch {
		case shown.Message.File != nil:
			kind = "file"
		case shown.Message.Card == nil:
			kind = "message"
		}
		head = kind
		if shown.How != "new" {
			head += " " + shown.How
		}
		if head == "message" && len(body) == 1 {
			return []Line{{Kind: Show, Who: who, Text: body[0]}}
		}
		if shown.How == "deleted" {
			body = nil
		}
	case "note", "error":
		head = shown.How + ": " + strings.Join(body, " ")
		body = nil
	default:
		head = shown.How
	}
	lines := []Line{{Kind: Show, Who: who, Text: head}}
	for _, text := range body {
		text = requestID.ReplaceAllString(text, "request-id …")
		lines = append(lines, Line{Kind: Body, Who: who, Text: text})
	}
	return lines
}
