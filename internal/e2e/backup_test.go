package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/store"
)

// titles are the first lines of the cards a person got since the last time, oldest first.
func (h *house) titles(who string) (titles []string) {
	for _, s := range h.tenant.Shown() {
		if lines := s.Message.Lines(); s.Person == who && len(lines) > 0 {
			titles = append(titles, lines[0])
		}
	}
	return titles
}

// TestBackupsOnSchedule runs a desk for some days: it leaves the newest backups, each of which can be restored, tells the
// admins once a day when none could be made, and when they are made again; one that was missed is made at the start.
func TestBackupsOnSchedule(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "backups")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	there := func() []string {
		t.Helper()
		files, err := filepath.Glob(filepath.Join(folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		return files
	}
	synctest.Test(t, func(t *testing.T) {
		h := openHouse(t, func(c *server.Config) {
			c.Backup.Folder, c.Backup.Schedule, c.Backup.Keep = folder, "0 */12 * * *", 3
		})
		days := func(n int) {
			t.Helper()
			time.Sleep(time.Duration(n) * 24 * time.Hour)
			if err := h.settle(); err != nil {
				t.Fatal(err)
			}
		}
		h.titles("alex")

		days(3)
		if files := there(); len(files) != 3 || filepath.Base(files[2]) != "numberdesk-20000104T000000Z.db" {
			t.Errorf("after three days there are %v", files)
		}
		for _, file := range there() {
			if r, err := store.CheckBackup(t.Context(), file, filepath.Join(t.TempDir(), "numberdesk.db")); err != nil || r.Numbers != 110 {
				t.Errorf("%s: %+v, %v", file, r, err)
			}
		}
		if got := h.titles("alex"); len(got) > 0 {
			t.Errorf("the admin was told %q", got)
		}

		// The folder is gone for four backups, on three days.
		away := folder + ".away"
		if err := os.Rename(folder, away); err != nil {
			t.Fatal(err)
		}
		days(2)
		if got := fmt.Sprint(h.titles("alex")); got != "[No backup was made No backup was made No backup was made]" {
			t.Errorf("without a folder the admin was told %s", got)
		}
		if err := os.Rename(away, folder); err != nil {
			t.Fatal(err)
		}
		days(1)
		if got := h.titles("alex"); len(got) != 1 || got[0] != "Backups are made again" {
			t.Errorf("with the folder again the admin was told %q", got)
		}

		// One is missed while the process is down.
		before := there()
		h.stop()
		time.Sleep(20 * time.Hour)
		h.start()
		synctest.Wait()
		if now := there(); len(now) != 3 || now[2] <= before[2] {
			t.Errorf("after the start there are %v, before it were %v", now, before)
		}

		// And one by a word in chat.
		time.Sleep(time.Minute)
		h.titles("alex")
		h.says("alex", "backup")
		if got := strings.Join(h.titles("alex"), ", "); got != "Copying the store, Backed up" {
			t.Errorf("the admin was told %s", got)
		}
	})
}
