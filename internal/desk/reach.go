package desk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// meet remembers where a person can be reached and in which language, when that is new, and that he removed the app.
// locale is the language now: not every activity names one.
func (d *Desk) meet(ctx context.Context, a activity.Activity) (locale string, err error) {
	id := person.ID(a.From.AADObjectID)
	if id == "" || a.Conversation.ConversationType != activity.Personal {
		return a.Locale, nil
	}
	ref := a.Reference()
	gone, here := removes(a), shows(a)
	var known activity.Reference
	var left bool
	var service, language string
	err = d.db.View(ctx, func(tx store.Tx) (err error) {
		if known, _, err = store.Chat(tx, id); err != nil {
			return err
		}
		if left, err = store.Left(tx, id); err != nil {
			return err
		}
		if name, _, err := store.Person(tx, id); err == nil {
			language = name.Language
		}
		service, err = store.ServiceURL(tx)
		return err
	})
	ref.Locale = cmp.Or(ref.Locale, known.Locale, language)
	switch {
	case err != nil, !gone && left && !here, !gone && !left && known == ref && service != "":
		return ref.Locale, err
	}
	call := Call{turn: a}
	return ref.Locale, d.db.Update(ctx, func(tx store.Tx) error {
		if a.Type == activity.TypeInstallationUpdate {
			// One that Teams delivers late or again must not undo what came after it.
			if _, again, err := call.before(tx); err != nil || again {
				return err
			}
			if gone && a.ID != "" {
				if err := store.PutAnswer(tx, call.delivery(), store.Answer{At: time.Now().UTC()}); err != nil {
					return err
				}
			}
		}
		if gone {
			return store.PutLeft(tx, id)
		}
		if err := store.PutServiceURL(tx, ref.ServiceURL); err != nil {
			return err
		}
		return store.PutChat(tx, id, ref)
	})
}

// removes reports whether a person took the app away, and shows whether he is there: he speaks, clicks, or puts it back.
// A read receipt or a changed roster says neither ("Conversation events in your Teams bot").
func removes(a activity.Activity) bool {
	return a.Type == activity.TypeInstallationUpdate && strings.HasPrefix(a.Action, "remove")
}

func shows(a activity.Activity) bool {
	return a.Type == activity.TypeMessage || a.Type == activity.TypeInvoke || a.Type == activity.TypeInstallationUpdate && strings.HasPrefix(a.Action, "add") ||
		slices.ContainsFunc(a.MembersAdded, func(m activity.Account) bool { return m.ID == a.Recipient.ID })
}

// codeLeft is a person who removed the app: it is not put back behind his back.
const codeLeft = "Uninstalled"

// codeInstalling is a person in whose Teams the app was put a moment ago, and codeNobody is one whom Teams does not know.
const codeInstalling, codeNobody = "Installing", "UnknownPerson"

// chatWith is where a person is reached. Who never wrote is reached by object id, and when the app is not there, it is
// installed for him first ("Send proactive messages", Microsoft Teams developer documentation). Forbidden is final.
func (d *Desk) chatWith(ctx context.Context, e store.Effect) (activity.Reference, error) {
	var ref activity.Reference
	var known, left bool
	var service string
	err := d.db.View(ctx, func(tx store.Tx) (err error) {
		if ref, known, err = store.Chat(tx, e.Person); err != nil {
			return err
		}
		if left, err = store.Left(tx, e.Person); err != nil {
			return err
		}
		service, err = store.ServiceURL(tx)
		return err
	})
	switch {
	case err != nil:
		return ref, err
	case left:
		gone := problem.New(problem.Forbidden, "This person has removed the desk's app from Teams.")
		gone.Code = codeLeft
		return activity.Reference{}, gone
	case known:
		return ref, nil
	}
	service = cmp.Or(service, d.o.ServiceURL)
	ref, err = d.msg.Create(ctx, service, string(e.Person))
	if !missingApp(err) {
		return ref, unknownPerson(err)
	}
	began, _ := d.installed.LoadOrStore(e.Person, time.Now())
	if err := d.dir.InstallApp(ctx, e.Person); err != nil {
		d.installed.Delete(e.Person)
		return ref, unknownPerson(err)
	}
	if ref, err = d.msg.Create(ctx, service, string(e.Person)); missingApp(err) && time.Since(began.(time.Time)) < installLimit {
		late := problem.Wrap(err, problem.Busy, "Teams has installed the desk's app for this person but does not show it yet.")
		late.Code, late.RetryAfter = codeInstalling, 5*time.Second
		return ref, late
	}
	return ref, unknownPerson(err)
}

// installLimit is how long a conversation is asked for after the app was installed: Teams takes a while to know.
const installLimit = 15 * time.Minute

// missingApp reports whether a conversation was refused because the app is not installed, and not because somebody
// decided so ("Status codes from bot conversational APIs").
func missingApp(err error) bool {
	decided := []string{"ConversationBlockedByUser", "MessageWritesBlocked", "BotDisabledByAdmin", teams.InvalidBotAPIHost, teams.ForeignHost}
	var p *problem.Error
	return asProblem(err, &p) && p.Kind == problem.Forbidden && !slices.Contains(decided, p.Code)
}

// unknownPerson makes a conversation that cannot be opened because there is nobody a final refusal.
func unknownPerson(err error) error {
	if problem.KindOf(err) == problem.NotFound {
		nobody := problem.Wrap(err, problem.Forbidden, "Teams knows no such person to write to.")
		nobody.Code = codeNobody
		return nobody
	}
	return err
}
