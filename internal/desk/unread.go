package desk

import (
	"context"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// directoryTries is how often, within about an hour by [backOff], a directory is asked that does not answer, before those
// are asked who can be found without it, or it is said that nobody can be.
const directoryTries = 20

// inHaste reports whether an effect has been at it for so long that it goes on without what the directory does not answer.
func inHaste(e store.Effect) bool { return e.Tries() >= directoryTries }

// passable reports whether a search goes on without a source that could not be read: at once when the directory refused to
// tell, which it will again; when it merely is busy, only in haste.
func passable(err error, haste bool) bool {
	switch problem.KindOf(err) {
	case problem.Busy, problem.Unclear:
		return haste
	}
	return err != nil
}

// unread passes over a source that could not be read.
func (f *found) unread(source request.Source, err error) {
	f.Missing(source, say.Text("%s: the directory does not say who that is", source.Several()))
	if kind := problem.KindOf(err); kind == problem.Busy || kind == problem.Unclear {
		f.silent = err
	}
}

// searching is what the search for approvers remembers.
type searching struct {
	// Told is set when it was said that the directory does not answer.
	Told bool `json:"told,omitempty"`
}

// keepsSearching goes on later with a search that the directory does not answer. When that takes long the requester and the
// admins are told, once.
func (d *Desk) keepsSearching(ctx context.Context, e store.Effect, id request.ID, why error) (performed, error) {
	var s searching
	if err := recollect(e, &s); err != nil {
		return ended, err
	}
	if s.Told || !inHaste(e) {
		return ended, why
	}
	return d.park(ctx, e, searching{Told: true}, max(problem.RetryAfter(why), time.Minute), func(w *work) error {
		r, err := store.Request(w.tx, id)
		if err != nil || r.State != request.PendingApproval || len(r.Approvers) > 0 {
			return err
		}
		if err := w.tellAdmins(string(r.ID)); err != nil {
			return err
		}
		return w.sayToPerson(r.By, r.ID, Answer{
			Title: say.Text("Nobody can be asked yet"), Tone: card.Warning,
			Lines: []say.Sentence{say.Text("The directory has not said for an hour who decides on your request %s. It is asked again and again.", r.ID)},
			Next:  say.Text("There is nothing for you to do. Type status to see where it is."),
		})
	})
}
