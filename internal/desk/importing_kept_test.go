package desk

import (
	"context"
	"encoding/json"
	"path/filepath"
	"testing"
	"testing/synctest"

	"github.com/numberdesk/numberdesk/internal/store"
)

// Whoever reads a file keeps nobody from writing: where the reading began, somebody else writes, and goes on. In a bubble,
// one who waited for ever would be found out at once.
func TestAFileIsReadBesideWriters(t *testing.T) {
	file := []byte("number,country,site\n+41446681000,CH,Zurich\n")
	for _, c := range []struct {
		name string
		do   func(ctx context.Context, d *Desk, plan string) error
	}{
		{"imported at once", func(ctx context.Context, d *Desk, _ string) error {
			_, err := d.Do(ctx, []string{"import"}, file)
			return err
		}},
		{"imported by its plan", func(ctx context.Context, d *Desk, plan string) error {
			_, err := d.Do(ctx, []string{"import", "--plan", plan}, nil)
			return err
		}},
		{"imported by a click", func(ctx context.Context, d *Desk, plan string) error {
			said, err := json.Marshal(spoken{})
			if err != nil {
				return err
			}
			_, err = d.importOrdered(ctx, store.Effect{Kind: effectImport, Subject: plan, Progress: said})
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := emptyDesk(t)
				planned, err := d.Do(t.Context(), []string{"import", "--dry-run"}, file)
				if err != nil {
					t.Fatal(err)
				}
				read := 0
				ctx := WithProgress(t.Context(), func(p Progress) {
					if p.Doing == "reading" {
						read++
						if err := d.update(t.Context(), rule, func(w *work) error { return w.tx.Put([]byte("told/x"), nil) }); err != nil {
							t.Error(err)
						}
					}
				})
				if err := c.do(ctx, d, planned.JSON.(map[string]any)["plan"].(string)); err != nil || read != 1 {
					t.Errorf("read %d times, %v", read, err)
				}
				err = d.db.View(t.Context(), func(tx store.Tx) error {
					_, err := store.Number(tx, "+41446681000")
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// emptyDesk is a desk without edges on an empty store.
func emptyDesk(t *testing.T) *Desk {
	t.Helper()
	db, err := store.Open(filepath.Join(t.TempDir(), "numberdesk.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return New(db, nil, nil, nil, Options{RestDays: 30, DefaultCountry: "CH"})
}
