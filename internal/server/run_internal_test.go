package server

import (
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/store"
)

// Told to stop while a large write is made, it does not wait for its end.
func TestStoppedInTheMiddleOfALargeWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "numberdesk.db")
	db, err := store.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{db: db, log: slog.New(slog.DiscardHandler)}
	writing, goOn, written := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		written <- db.Update(t.Context(), func(tx store.Tx) error {
			close(writing)
			<-goOn
			return tx.Put([]byte("told/late"), []byte("1"))
		})
	}()
	<-writing
	began := time.Now()
	if err := s.closeSoon(); err != nil {
		t.Error(err)
	}
	if took := time.Since(began); took > 5*closingTime {
		t.Errorf("it waited %v", took)
	}
	close(goOn)
	if err := <-written; err != nil {
		t.Error(err)
	}
}
