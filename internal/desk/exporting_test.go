package desk

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/sheet"
	"github.com/numberdesk/numberdesk/internal/store"
)

// What is exported makes, in an empty store, an inventory whose export is the same, byte for byte; numbers in use are
// free there until a sync. Here it changes nothing.
func TestExportsComeBack(t *testing.T) {
	folder, stores := t.TempDir(), 0
	open := func(t *rapid.T) *Desk {
		stores++
		db, err := store.Open(filepath.Join(folder, fmt.Sprint(stores)))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { db.Close() })
		return New(db, nil, nil, nil, Options{RestDays: 30, DefaultCountry: "CH"})
	}
	rapid.Check(t, func(t *rapid.T) {
		first, second := open(t), open(t)
		fillStore(t, first)
		format := rapid.SampledFrom([]sheet.Format{sheet.CSV, sheet.XLSX}).Draw(t, "format")
		file := exportOf(t, first, format)
		if answer := importInto(t, first, file); answer["changed"] != 0 || answer["added"] != 0 || answer["ranges"] != 0 {
			t.Fatalf("imported again it changes something: %v", answer)
		}
		importInto(t, second, file)
		if _, err := store.Check(t.Context(), second.db); err != nil {
			t.Fatalf("what was imported contradicts itself: %v", err)
		}
		free(t, first)
		if got, want := exportOf(t, second, sheet.CSV), exportOf(t, first, sheet.CSV); !bytes.Equal(got, want) {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	})
}

// free takes all numbers from who has them, as an import that knows nothing of Teams does.
func free(t *rapid.T, d *Desk) {
	err := d.update(t.Context(), rule, func(w *work) error {
		var used []inventory.Number
		err := store.EachBeginning(w.tx, "", func(phone.Number) bool { return true }, func(n inventory.Number) error {
			if n.State == inventory.Assigned {
				used = append(used, n)
			}
			return nil
		})
		for _, n := range used {
			n.State, n.Holder, n.Why = inventory.Available, "", say.Sentence{}
			if err := store.PutNumber(w.tx, n, w.now); err != nil {
				return err
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func exportOf(t *rapid.T, d *Desk, format sheet.Format) []byte {
	e, err := d.export(t.Context(), format)
	if err != nil {
		t.Fatal(err)
	}
	return e.content
}

func importInto(t *rapid.T, d *Desk, file []byte) map[string]any {
	answer, err := d.Do(t.Context(), []string{"import"}, file)
	if err != nil || answer.Refused {
		t.Fatalf("not imported: %v %v\n%s", err, answer.Lines, bytes.TrimPrefix(file, []byte("\ufeff")))
	}
	return answer.JSON.(map[string]any)
}

// fillStore makes ranges and numbers as they come to be, with words in them that a spreadsheet might trip over.
func fillStore(t *rapid.T, d *Desk) {
	words := rapid.SampledFrom([]string{"", "", "=1+1", "-2", "a, b", `"quoted"`, "two\nlines", "Zürich 🏔", "'", "a;b", "+41", "0", "TRUE", "_x0041_"})
	word := func(name string) string { return words.Draw(t, name) }
	list := func(name string) []string {
		var all []string
		for _, w := range rapid.SliceOfN(words, 0, 3).Draw(t, name) {
			if w != "" {
				all = append(all, w)
			}
		}
		return all
	}
	now := time.Now().UTC()
	err := d.update(t.Context(), rule, func(w *work) error {
		for i := range rapid.IntRange(1, 3).Draw(t, "ranges") {
			r := inventory.Range{
				Name: fmt.Sprintf("r%d", i), Country: "CH", Site: "Zurich", Type: inventory.DirectRouting, Order: 10 * (i + 1), RestDays: rapid.IntRange(0, 90).Draw(t, "rest"),
				Provider: word("provider"), Comment: word("comment"), Tags: list("tags"), LowStock: rapid.IntRange(0, 3).Draw(t, "low"),
				Strategy:   rapid.SampledFrom([]inventory.Strategy{"", inventory.Lowest, inventory.Rested}).Draw(t, "strategy"),
				Capability: rapid.SampledFrom([]inventory.Capability{"", inventory.ForUsers, inventory.ForServices}).Draw(t, "capability"),
				Rule:       rapid.SampledFrom([]string{"", `user.city == "Zürich"`}).Draw(t, "rule"),
			}
			if single := rapid.Bool().Draw(t, "single"); !single {
				r.First, r.Last = phone.Number(fmt.Sprintf("+4144668%d000", i)), phone.Number(fmt.Sprintf("+4144668%d009", i))
				r.Gold = rapid.SampledFrom([][]inventory.Pattern{nil, {"+4144668?00?", "*9"}}).Draw(t, "gold")
				if _, err := w.addRange(r); err != nil {
					return err
				}
			} else {
				if err := store.PutRange(w.tx, r); err != nil {
					return err
				}
			}
			for j := range rapid.IntRange(0, 5).Draw(t, "numbers") {
				n := phone.Number(fmt.Sprintf("+4144668%d%03d", i, j))
				if rapid.IntRange(0, 4).Draw(t, "extension") == 0 {
					n += ";ext=7"
				}
				number := r.Own(inventory.Number{Phone: n, State: inventory.Available, Since: now})
				own := inventory.Own{Comment: word("own comment"), Tags: list("own tags")}
				if own.Comment != "" && fmt.Sprint(own.Tags) != fmt.Sprint(r.Tags) {
					number.Own = &own
				}
				switch rapid.IntRange(0, 3).Draw(t, "state") {
				case 0:
					number.State, number.Why = inventory.Blocked, say.Words("because "+word("why"))
				case 1:
					number.State, number.For, number.Why = inventory.Reserved, "for "+word("for"), say.Words(word("why"))
					number.Until = rapid.SampledFrom([]time.Time{{}, now.Add(1234567 * time.Second), time.Date(2099, 12, 31, 0, 0, 0, 0, time.UTC)}).Draw(t, "until")
				case 2:
					number.State, number.Holder, number.Why = inventory.Assigned, person.ID("adele"), say.Words("in use by")
				}
				number.Why, number.For = say.Words(strings.TrimSpace(number.Why.String())), strings.TrimSpace(number.For)
				if err := store.PutNumber(w.tx, number, now); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
