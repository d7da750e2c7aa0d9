package desk

import (
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// concerned is what an entry is about that is of no number, request or person: the range, the pattern, or the command
// that was refused. With room for it, what changed of a range is told with its values.
func concerned(e store.Entry, wide bool) say.Sentence {
	switch e.What {
	case "range.add", "range.remove", "range.set":
		about := say.Words(e.Detail["name"])
		if changes := changesTold(e, wide); !changes.IsZero() {
			about = say.Text("%s (%s)", about, changes)
		}
		return about
	case "forbidden.add", "forbidden.remove":
		about := say.Words(e.Detail["pattern"])
		if country := e.Detail["country"]; country != "" {
			about = say.Text("%s (%s)", about, country)
		}
		return about
	case "policy.granted", "policy.open":
		return say.Words(e.Detail["type"] + " " + e.Detail["name"])
	case "access.refused":
		return say.Words(e.Detail["command"])
	}
	return say.Sentence{}
}

// keptTold is for what, why and until when a number was kept from being given out.
func keptTold(line store.Line) say.Sentence {
	if strings.HasPrefix(line.What, "phone.") {
		return say.Text("before: %s", say.Words(line.Personal["before"]).Or(say.Text("none")))
	}
	if line.To != string(inventory.Reserved) && line.To != string(inventory.Blocked) {
		return say.Sentence{}
	}
	until := say.Sentence{}
	if at, err := time.Parse(time.RFC3339, line.Detail["until"]); err == nil {
		until = say.Text("until %s", say.Time(at))
	}
	by := say.Sentence{}
	if pattern := line.Detail["pattern"]; pattern != "" {
		by = inventory.Pattern(pattern).Why()
	}
	return say.List("; ", by, say.Words(line.Personal["for"]), say.Words(line.Personal["reason"]), until)
}

// changesTold is what [changedDetail] kept. Entries of earlier versions kept nothing.
func changesTold(e store.Entry, wide bool) say.Sentence {
	var told []say.Sentence
	for _, s := range settings {
		switch values := e.Detail[s.flag]; {
		case e.What != "range.set" || values == "":
		case wide && s.flag != "comment":
			told = append(told, say.Text("%s %s", s.title, values))
		default:
			told = append(told, s.title)
		}
	}
	return say.List(", ", told...)
}
