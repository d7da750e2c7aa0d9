package desk

import (
	"context"
	"encoding/json"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// backupCommands make backups. They are put back by the command line alone, when no desk runs.
var backupCommands = []Command{
	{
		Word: "backup", Args: "[FILE]", Short: say.Text("Copy the store to a file, and check the copy"), MaxArgs: 1, Admin: true, Chat: true, Shell: true, run: backupWord,
		Long:    "Works while the desk runs and stops nobody. The copy is opened and every row of it checked before it counts. Without FILE it goes to the configured folder, where the newest are kept. A file that is there already is left alone. restore puts a backup back.",
		Example: "backup /mnt/backup/numberdesk.db",
	},
}

// Made is a backup that was made and checked.
type Made struct {
	File string `json:"file"`
	store.Content
}

// Backup copies the store to a new file, or, when none is named, into the configured folder; it checks the copy, and
// tells the audit. One is made at a time.
func (d *Desk) Backup(ctx context.Context, by store.Actor, file string) (made Made, err error) {
	d.backingUp.Lock()
	defer d.backingUp.Unlock()
	scheduled := file == ""
	now := time.Now().UTC()
	switch {
	case !scheduled:
		made.File = file
		made.Content, err = store.Backup(ctx, d.db, file)
	case d.o.BackupFolder == "":
		err = problem.New(problem.Conflict, "No folder for backups is configured. Set backup.folder, or name a file on the command line.")
	default:
		made.File, made.Content, err = store.BackupInto(ctx, d.db, d.o.BackupFolder, d.o.BackupsKept, now)
	}
	if err != nil {
		return made, err
	}
	return made, d.update(context.WithoutCancel(ctx), by, func(w *work) error {
		if scheduled {
			if err := w.backedUp(now); err != nil {
				return err
			}
		}
		return store.Record(w.tx, store.Entry{Actor: w.by, What: "store.backup", Detail: map[string]string{
			"numbers": strconv.Itoa(made.Numbers), "requests": strconv.Itoa(made.Requests), "entries": strconv.Itoa(made.Entries),
		}}, nil, w.now)
	})
}

// backedUp remembers a good backup, and tells those who were told of a bad one.
func (w *work) backedUp(at time.Time) error {
	b, err := store.LastBackup(w.tx)
	if err != nil {
		return err
	}
	told := b.Failed.After(b.At)
	b.At = at
	if err := store.PutLastBackup(w.tx, b); err != nil || !told {
		return err
	}
	return w.updateStuck(failedOn(b.Failed))
}

// ScheduledBackup makes a backup in the configured folder. When that fails, the admins are told, once a day.
func (d *Desk) ScheduledBackup(ctx context.Context) (Made, error) {
	made, err := d.Backup(ctx, store.Actor{Kind: store.ByRule, ID: "schedule"}, "")
	if err == nil || ctx.Err() != nil {
		return made, err
	}
	told := d.update(ctx, rule, func(w *work) error {
		b, err2 := store.LastBackup(w.tx)
		if err2 != nil {
			return err2
		}
		b.Failed, b.Why = w.now, problem.Say(err)
		if err := store.PutLastBackup(w.tx, b); err != nil {
			return err
		}
		return w.tellOnce(failedOn(w.now))
	})
	if told != nil {
		d.log.Error("the admins were not told of a failed backup", problem.Cause(told))
	}
	return made, err
}

// LastBackup is when the last good backup was made in the configured folder; zero when none was.
func (d *Desk) LastBackup(ctx context.Context) (at time.Time, err error) {
	err = d.db.View(ctx, func(tx store.Tx) error {
		b, err := store.LastBackup(tx)
		at = b.At
		return err
	})
	return at, err
}

// backupSubject begins the subject of a card about a failed backup: backup/<day>.
const backupSubject = "backup/"

func failedOn(at time.Time) string { return backupSubject + at.Format(time.DateOnly) }

// drawBackup is an admin's card about a backup that failed.
func drawBackup(tx store.Tx) (card.Card, say.Sentence, error) {
	b, err := store.LastBackup(tx)
	data := card.NoticeData{Title: say.Text("No backup was made"), Tone: card.Attention,
		Text: b.Why, Next: say.Text("It is tried again on schedule. Type backup to try it now.")}
	switch {
	case b.At.After(b.Failed):
		data = card.NoticeData{Title: say.Text("Backups are made again"), Tone: card.Good, Text: say.Text("The last one is of %s.", say.Time(b.At))}
	case b.At.IsZero():
		data.Text = data.Text.And(say.Text("There is no earlier one."))
	default:
		data.Text = data.Text.And(say.Text("The last good one is of %s.", say.Time(b.At)))
	}
	return data, data.Title, err
}

// backupWord makes a backup: on the command line at once, in chat by and by, because it takes as long as the store is
// large. No path is taken from a chat.
func backupWord(d *Desk, ctx context.Context, c *Call) (Answer, error) {
	if c.Who.Shell {
		file := ""
		if len(c.Args) > 0 {
			file = c.Args[0]
		}
		made, err := d.Backup(ctx, c.Who.actor(), file)
		if err != nil {
			return Answer{}, err
		}
		return madeAnswer(made, made.File), nil
	}
	switch {
	case len(c.Args) > 0:
		return Answer{}, problem.New(problem.Invalid, "From here a backup goes to the configured folder alone. Type backup without a file.")
	case d.o.BackupFolder == "":
		return Answer{}, problem.New(problem.Conflict, "No folder for backups is configured. Set backup.folder, or name a file on the command line.")
	}
	order, err := json.Marshal(ordered{Where: c.turn.Reference()})
	if err != nil {
		return Answer{}, err
	}
	return d.change(ctx, c, func(w *work) (Answer, error) {
		return Answer{Title: say.Text("Copying the store"), Tone: card.Accent, Next: say.Text("I tell you in a moment how it went.")},
			w.enqueue(store.Effect{Lane: "backup", Kind: effectBackup, Person: c.Who.ID, Progress: order})
	})
}

// backupEffect makes a backup and says how it went where it was asked for.
func (d *Desk) backupEffect(ctx context.Context, e store.Effect) (performed, error) {
	var order struct {
		Where activity.Reference `json:"where"`
	}
	if err := json.Unmarshal(e.Progress, &order); err != nil {
		return ended, err
	}
	by := store.Actor{Kind: store.ByPerson, ID: string(e.Person)}
	made, err := d.Backup(ctx, by, "")
	if ctx.Err() != nil {
		return ended, ctx.Err()
	}
	answer := madeAnswer(made, filepath.Base(made.File))
	if err != nil {
		d.log.Warn("backup failed", problem.Cause(err))
		answer = refusal(err)
	}
	return d.end(ctx, e, by, func(w *work) error { return w.sayTo(order.Where, answer) })
}

// madeAnswer says what a backup holds. name is what it is called here.
func madeAnswer(made Made, name string) Answer {
	return Answer{
		Title: say.Text("Backed up"), Tone: card.Good, JSON: made,
		Lines: []say.Sentence{say.Text("%s has %s. It was opened again, and every row of it holds.", name, contentText(made.Content))},
		Next:  say.Text("Keep it where the loss of this machine does not reach it. numberdesk restore puts it back."),
	}
}

// contentText counts what a store holds.
func contentText(c store.Content) say.Sentence {
	return say.List(", ", say.Count(c.Numbers, "%d number", "%d numbers"), say.Count(c.Requests, "%d request", "%d requests"), say.Count(c.Entries, "%d audit entry", "%d audit entries"))
}

// ofBackup reports whether a card's subject is a backup.
func ofBackup(subject string) bool { return strings.HasPrefix(subject, backupSubject) }
