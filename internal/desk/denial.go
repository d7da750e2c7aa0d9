package desk

import (
	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
)

// usualReasons are what a denial can be picked from. The last one is none, and stands for the approver's own words.
func usualReasons() []card.Option {
	var options []card.Option
	for _, u := range request.UsualReasons {
		options = append(options, card.Option{Title: u.Words(), Value: string(u)})
	}
	return append(options, card.Option{Title: say.Text("Other: see my reason"), Value: "other"})
}
