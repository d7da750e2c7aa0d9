package desk

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Files is where people's files are. Errors are problems: Busy may be tried again, every other one is final.
type Files interface {
	// Fetch reads a file that somebody sent, of a bounded size.
	Fetch(ctx context.Context, address string) ([]byte, error)
	// Put writes a file to where somebody wants it.
	Put(ctx context.Context, address string, content []byte) error
}

// noFiles is a desk without any.
type noFiles struct{}

var errNoFiles = problem.New(problem.Conflict, "This desk cannot reach files. Use import and export on the command line.")

func (noFiles) Fetch(context.Context, string) ([]byte, error) { return nil, errNoFiles }
func (noFiles) Put(context.Context, string, []byte) error     { return errNoFiles }

// fileTries is how often a file is tried to be fetched or put: its address holds for a short while.
const fileTries = 5

// dropped is a file that somebody sent, on its way through the outbox.
type dropped struct {
	spoken
	File activity.File `json:"file,omitzero"`
}

// sentFile reports whether a message is about a file: one that can be fetched, or something else and no words with it.
func sentFile(a activity.Activity) bool {
	files, others := a.Files()
	return a.Type == activity.TypeMessage && a.Conversation.ConversationType == activity.Personal && (len(files) > 0 || others && a.Said() == "")
}

// dropFile owes an answer to who sent a file: to fetch it takes time, and so may finding out who he is.
func (d *Desk) dropFile(ctx context.Context, a activity.Activity) error {
	order := dropped{spoken: spoken{Name: a.From.Name, Where: a.Reference()}}
	switch files, _ := a.Files(); len(files) {
	case 0:
		// A picture is nothing to the desk; only who runs it is told what is taken, as far as that is known at once.
		if admin, err := d.isKnownAdmin(ctx, chatCaller(a).ID); err != nil || !admin {
			return err
		}
	case 1:
		order.File = files[0]
	default:
		order.Text = "several"
	}
	if d.floods(a) {
		return d.sayNow(ctx, a, refusal(tooOften()))
	}
	return d.once(ctx, a, func(w *work) error { return w.oweAs(a, effectFile, "", order) })
}

// fetchFile plans what a file would do that somebody sent, and owes him the answer.
func (d *Desk) fetchFile(ctx context.Context, e store.Effect) (performed, error) {
	var f dropped
	if err := json.Unmarshal(e.Progress, &f); err != nil {
		return ended, err
	}
	a := f.turn(e)
	call := Call{Who: chatCaller(a), turn: a}
	stop := d.typing(ctx, f.Where)
	defer stop()
	answer, err := d.plannedFile(ctx, &call, f)
	switch {
	case errors.As(err, new(repeated)), call.committed:
		return d.end(ctx, e, call.Who.actor(), nil) // the answer is in the outbox
	case problem.KindOf(err) == problem.Busy && e.Failed[problem.Busy] < fileTries:
		return ended, err
	case errors.Is(err, context.Canceled):
		return ended, err // the desk is being stopped, and reads it when it runs again
	case err != nil:
		d.logRefusal("file", err)
		answer = refusal(err)
	}
	return d.end(ctx, e, call.Who.actor(), func(w *work) error { return w.sayTo(f.Where, answer) })
}

func (d *Desk) plannedFile(ctx context.Context, call *Call, f dropped) (Answer, error) {
	short, cancel := context.WithTimeout(ctx, answerWithin)
	admin, err := d.isAdmin(short, call.Who.ID)
	cancel()
	mayList := len(d.o.Policy.OnBehalf) > 0
	switch {
	case err != nil:
		return Answer{}, err
	case !admin && !mayList:
		return d.refuseAccess(ctx, call, importCommand.Word)
	case f.Text != "":
		return Answer{}, problem.New(problem.Invalid, "Send one spreadsheet at a time.")
	case f.File.DownloadURL == "":
		return Answer{}, problem.New(problem.Invalid, "I read spreadsheets: Excel workbooks (.xlsx) and CSV, sent as a file. Type export to get one with the right columns.")
	}
	if !admin {
		if err := d.mayAskForOthers(ctx, call.Who.ID); err != nil {
			return d.forOthers(ctx, call, Answer{}, err) // before anything of his is fetched
		}
	}
	if call.Input, err = d.o.Files.Fetch(ctx, f.File.DownloadURL); err != nil {
		return Answer{}, err
	}
	table, err := readTable(ctx, nameOfFile(f.File.Name), call.Input)
	if err != nil {
		return Answer{}, err
	}
	if list, ok := peopleListed(table); ok && mayList {
		answer, err := d.planList(ctx, call, nameOfFile(f.File.Name), list)
		return d.forOthers(ctx, call, answer, err)
	}
	if !admin {
		return d.refuseAccess(ctx, call, importCommand.Word)
	}
	people, err := d.peopleIn(ctx, table)
	if err != nil {
		return Answer{}, err
	}
	return d.planFile(ctx, call, f.File.Name, table, people)
}

// nameOfFile is a file's name as a sentence calls it.
func nameOfFile(name string) string {
	runes := []rune(name)
	if len(runes) == 0 {
		return theFile
	}
	return string(runes[:min(len(runes), 80)])
}

// attachment is something that waits to be shown in a conversation and is no card of ours.
type attachment struct {
	Where      activity.Reference  `json:"where"`
	Attachment activity.Attachment `json:"attachment"`
	Summary    string              `json:"summary"`
}

// attach owes a conversation an attachment.
func (w *work) attach(where activity.Reference, what activity.Attachment, summary say.Sentence) error {
	raw, err := json.Marshal(attachment{where, what, summary.In(say.Speaks(where.Locale))})
	if err != nil {
		return err
	}
	return w.enqueue(store.Effect{Lane: chatLane(where), Kind: effectAttach, Progress: raw})
}

// showAttachment shows it.
func (d *Desk) showAttachment(ctx context.Context, e store.Effect) (performed, error) {
	var s attachment
	if err := json.Unmarshal(e.Progress, &s); err != nil {
		return ended, err
	}
	return d.postIn(ctx, e, s.Where, activity.Outgoing{Attachments: []activity.Attachment{s.Attachment}, Summary: s.Summary})
}
