package desk

import (
	"context"
	"errors"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/sheet"
	"github.com/numberdesk/numberdesk/internal/store"
)

// theFile is what a sentence calls a file: who imports it knows its name.
const theFile = "The file"

func readTable(ctx context.Context, name string, file []byte) (*sheet.Table, error) {
	tellProgress(ctx, Progress{Doing: "reading"})
	table, err := sheet.Read(ctx, name, file)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, problem.Wrap(err, problem.Invalid, "%s takes too long to read. Split it into several files, or save the table alone as CSV UTF-8, and import that.", name)
	}
	return table, err
}

// fileAhead is a file that was read before the transaction that imports it: reading takes seconds, and whoever wants to
// write meanwhile would wait as long.
type fileAhead struct {
	file  []byte
	table *sheet.Table
}

func readAhead(ctx context.Context, file []byte) (*fileAhead, error) {
	table, err := readTable(ctx, theFile, file)
	return &fileAhead{file, table}, err
}

// take is the table, for the transaction alone, which may let go of it. One that is run once more reads the file anew.
func (f *fileAhead) take(ctx context.Context) (*sheet.Table, error) {
	table := f.table
	if f.table = nil; table != nil {
		return table, nil
	}
	return readTable(ctx, theFile, f.file)
}

// openedPlan is a kept plan with its file, which is nil when the plan was done already.
type openedPlan struct {
	store.Plan
	*fileAhead
}

// openPlan reads a kept plan and its file.
func (d *Desk) openPlan(ctx context.Context, id string) (openedPlan, error) {
	var kept store.Plan
	var file []byte
	err := d.db.View(ctx, func(tx store.Tx) (err error) {
		kept, file, err = store.GetPlan(tx, id, time.Now())
		return err
	})
	if err != nil || !kept.Applied.IsZero() {
		return openedPlan{kept, nil}, err
	}
	ahead, err := readAhead(ctx, file)
	return openedPlan{kept, ahead}, err
}

// importPlan does what a kept plan says: exactly that, or nothing when the inventory is not what it was.
func (w *work) importPlan(ctx context.Context, opened openedPlan) (Answer, error) {
	kept, err := store.PlanOf(w.tx, opened.ID, w.now)
	if err != nil {
		return Answer{}, err
	}
	if !kept.Applied.IsZero() {
		return Answer{Title: say.Text("Imported already"), Tone: card.Good, JSON: map[string]any{"plan": kept.ID, "added": 0, "changed": 0},
			Lines: []say.Sentence{say.Text("This plan was done on %s. It is done once.", say.Time(kept.Applied))}}, errUnchanged
	}
	outdated := problem.New(problem.Conflict, "The inventory has changed since this plan was made, so nothing was imported. Import the file again to see what it would do now.")
	if kept.Digest != opened.Digest || opened.fileAhead == nil { // made anew since it was opened
		return Answer{}, outdated
	}
	table, err := opened.take(ctx)
	if err != nil {
		return Answer{}, err
	}
	result, err := w.importTable(table, kept.People, "import "+kept.ID, kept.Digest, ticker(ctx, "importing", len(table.Rows)))
	tellProgress(ctx, Progress{Doing: "saving"})
	switch {
	case err != nil:
		return Answer{}, err
	case result.Digest != kept.Digest:
		return Answer{}, outdated
	}
	answer, err := imported(result, nil)
	if err = ignoreUnchanged(err); err != nil {
		return answer, err
	}
	answer.JSON.(map[string]any)["plan"] = kept.ID
	return answer, store.EndPlan(w.tx, kept, w.now)
}
