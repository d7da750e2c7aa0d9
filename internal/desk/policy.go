package desk

import (
	"context"

	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// policyCommands are about how requests are approved.
var policyCommands = []Command{
	{Word: "approval", Short: say.Text("See how requests are approved"), Admin: true, Chat: true, Shell: true, run: showPolicy},
}

// showPolicy says the policy in sentences.
func showPolicy(d *Desk, ctx context.Context, _ *Call) (Answer, error) {
	var lines []say.Sentence
	err := d.db.View(ctx, func(tx store.Tx) error {
		lines = d.o.Policy.Sentences(func(s request.Source) say.Sentence {
			if name, known, err := store.Person(tx, s.Person()); err == nil && known {
				return say.Words(name.Name)
			}
			return s.Words()
		})
		return nil
	})
	if err != nil {
		return Answer{}, err
	}
	if d.o.ExpireAfter > 0 {
		lines = append(lines, say.Text("A request that nobody decides on ends after %s.", say.Span(d.o.ExpireAfter)))
	}
	plain := make([]string, len(lines))
	for i, line := range lines {
		plain[i] = line.String()
	}
	return Answer{Title: say.Text("How requests are approved"), Lines: lines, JSON: plain,
		Next: say.Text("It is set in the configuration, under approval.")}, nil
}
