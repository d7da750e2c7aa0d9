package sim

import (
	"net/http"
	"strings"
	"time"
)

// mailbox is what somebody has set in Outlook. The zero mailbox is one that was never opened: nothing is set.
type mailbox struct {
	away        bool
	from, until time.Time // both zero: without an end
	zone        string    // as Outlook writes it, by default in Windows' names
	start, end  string    // of the working day, such as 09:00
	missing     bool
}

func init() {
	serves(graph,
		// "Get user mailbox settings": all of them by one $select, as the SDK's address has it. Not modeled: the settings one by
		// one, and those that are not answered here.
		route{method: "GET", path: "users/{}/mailboxSettings", name: "mailboxSettings", permissions: []string{"MailboxSettings.Read", "MailboxSettings.ReadWrite"},
			query: []string{"$select"}, optional: true, serve: (*Tenant).mailboxSettings},
	)
}

var knownMailbox = []string{"automaticRepliesSetting", "timeZone", "workingHours"}

// privateReply stands in every answer of this mailbox; nobody but Outlook has any business with it.
const privateReply = "<p>I am in hospital until the end of the month.</p>"

func (t *Tenant) mailboxSettings(c *call) answer {
	names, a := chosen(c.query.Get("$select"), "mailboxSettings", knownMailbox, knownMailbox)
	if a.refused() {
		return a
	}
	who := t.alive(c.args[0])
	if who == nil {
		return notFound(c.args[0])
	}
	m := who.mailbox
	if m.missing {
		return refuse(http.StatusNotFound, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise.")
	}
	status := "disabled"
	switch {
	case m.away && m.until.IsZero():
		status = "alwaysEnabled"
	case m.away:
		status = "scheduled"
	}
	at := func(t time.Time) map[string]any {
		return map[string]any{"dateTime": t.UTC().Format("2006-01-02T15:04:05.0000000"), "timeZone": "UTC"}
	}
	all := map[string]any{
		"automaticRepliesSetting": map[string]any{"status": status, "externalAudience": "none", "scheduledStartDateTime": at(m.from),
			"scheduledEndDateTime": at(m.until), "internalReplyMessage": privateReply, "externalReplyMessage": privateReply},
		"timeZone": orNull(m.zone),
	}
	if m.start != "" {
		all["workingHours"] = map[string]any{"daysOfWeek": []string{"monday", "tuesday", "wednesday", "thursday", "friday"},
			"startTime": m.start + ":00.0000000", "endTime": m.end + ":00.0000000", "timeZone": map[string]any{"name": m.zone}}
	}
	return ok(only(all, names))
}

// Away has a person's mailbox send automatic replies from now on, until a time, or without an end when that is zero.
func (t *Tenant) Away(key string, until time.Time) error {
	return t.change(key, func(a *account) {
		a.mailbox.away, a.mailbox.from, a.mailbox.until = true, time.Now(), until
		if until.IsZero() {
			a.mailbox.from = until
		}
	})
}

// Back ends that.
func (t *Tenant) Back(key string) error {
	return t.change(key, func(a *account) { a.mailbox.away = false })
}

// Works sets in a person's mailbox where his clock hangs, by a name of Windows' or IANA's, and from when to when he works,
// such as 09:00-17:00, from Monday to Friday.
func (t *Tenant) Works(key, hours, zone string) error {
	start, end, _ := strings.Cut(hours, "-")
	return t.change(key, func(a *account) { a.mailbox.start, a.mailbox.end, a.mailbox.zone = start, end, zone })
}

// NoMailbox takes a person's mailbox out of Exchange Online.
func (t *Tenant) NoMailbox(key string) error {
	return t.change(key, func(a *account) { a.mailbox.missing = true })
}
