package desk

import (
	"context"
	"sync"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
)

const (
	// mailboxKept is how long what a mailbox said is good enough when its owner is asked.
	mailboxKept = time.Hour
	// mailboxShut is how long a mailbox that we may not read is left alone.
	mailboxShut = 6 * time.Hour
	// mostMailboxes is of how many who are asked the mailboxes are read. Among more of them somebody is there.
	mostMailboxes = 10
	// mailboxTries is how often it is tried: nothing hangs on it but when people are reminded.
	mailboxTries = 3
	// mostShown is on how many of the requests that wait for somebody it is shown at once that he left or came back.
	mostShown = 20
)

// shut are mailboxes that may not be read. Before any could be, the permission is missing, and they all are shut.
type shut struct {
	mu    sync.Mutex
	until map[person.ID]time.Time // "" is all of them
	any   bool
}

func (s *shut) is(id person.ID, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return now.Before(s.until[id]) || now.Before(s.until[""])
}

func (s *shut) open() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.any = true
}

func (s *shut) close(id person.ID, now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.any {
		id = ""
	}
	if s.until == nil || len(s.until) > 10_000 {
		s.until = map[person.ID]time.Time{}
	}
	s.until[id] = now.Add(mailboxShut)
}

// mailboxes reads those of some people that were not read for as long as is good enough. Who has none, or keeps it shut, is
// left out, or has one that says nothing.
func (d *Desk) mailboxes(ctx context.Context, ids []person.ID, kept time.Duration) (map[person.ID]person.Mailbox, error) {
	read := map[person.ID]person.Mailbox{}
	if len(ids) > mostMailboxes {
		return read, nil
	}
	now := time.Now().UTC()
	for _, id := range ids {
		var known person.Mailbox
		err := d.db.View(ctx, func(tx store.Tx) (err error) {
			known, _, err = store.Mailbox(tx, id)
			return err
		})
		if err != nil {
			return nil, err
		}
		if now.Sub(known.Read) < kept || d.shut.is(id, now) {
			continue
		}
		m, err := d.dir.Mailbox(ctx, id)
		switch problem.KindOf(err) {
		case "":
			d.shut.open()
		case problem.NotFound:
			m = person.Mailbox{Read: now}
		case problem.Forbidden:
			d.shut.close(id, now)
			continue
		default:
			return nil, err
		}
		read[id] = m
	}
	return read, nil
}

// stageMailboxes reads the mailboxes of those who have not decided in the stage of an effect. One that cannot be read in
// some tries is let go.
func (d *Desk) stageMailboxes(ctx context.Context, e store.Effect, kept time.Duration) (r request.Request, rings waited, read map[person.ID]person.Mailbox, err error) {
	if r, rings, err = d.stageOf(ctx, e); err != nil || rings.over(r, time.Now()) {
		return r, rings, nil, err
	}
	if read, err = d.mailboxes(ctx, r.Undecided(), kept); err != nil && e.Tries()+1 >= mailboxTries {
		d.log.Info("mailboxes not read", problem.Cause(err))
		err = nil
	}
	return r, rings, read, err
}

// keepMailboxes keeps what mailboxes say, and gives the request as it stands then.
func (w *work) keepMailboxes(id request.ID, read map[person.ID]person.Mailbox) (request.Request, error) {
	for who, m := range read {
		if err := w.keepMailbox(who, m); err != nil {
			return request.Request{}, err
		}
	}
	return store.Request(w.tx, id)
}

// keepMailbox keeps what a mailbox says. When its owner left or came back, that is shown on what waits for him.
func (w *work) keepMailbox(id person.ID, m person.Mailbox) error {
	before, _, err := store.Mailbox(w.tx, id)
	if err != nil {
		return err
	}
	if err := store.PutMailbox(w.tx, id, m); err != nil {
		return err
	}
	was, wasAway := before.AwayAt(w.now)
	is, isAway := m.AwayAt(w.now)
	if wasAway == isAway && was.Until.Equal(is.Until) {
		return nil
	}
	waiting, err := store.Deciding(w.tx, id, mostShown)
	if err != nil {
		return err
	}
	for _, name := range waiting {
		r, err := store.Request(w.tx, name)
		if err != nil {
			return err
		}
		r.Revision++
		if err := store.PutRequest(w.tx, r); err != nil {
			return err
		}
		if err := w.ask(&r, request.UpdateCards); err != nil {
			return err
		}
	}
	return nil
}
