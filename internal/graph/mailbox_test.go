package graph_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

func TestMailbox(t *testing.T) {
	workdays := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	const days = `"daysOfWeek":["monday","tuesday","wednesday","thursday","friday"]`
	for _, c := range []struct {
		name, body string
		want       person.Mailbox
		code       string
	}{
		{name: "as the reference shows it", body: `{"automaticRepliesSetting":{"status":"Scheduled","externalAudience":"All","scheduledStartDateTime":{"dateTime":"2016-03-14T07:00:00.0000000","timeZone":"UTC"},"scheduledEndDateTime":{"dateTime":"2016-03-28T07:00:00.0000000","timeZone":"UTC"},"internalReplyMessage":"<p>private</p>"},"timeZone":"UTC","workingHours":{` + days + `,"startTime":"08:00:00.0000000","endTime":"17:00:00.0000000","timeZone":{"name":"Pacific Standard Time"}}}`,
			want: person.Mailbox{Away: &person.Absence{From: time.Date(2016, 3, 14, 7, 0, 0, 0, time.UTC), Until: time.Date(2016, 3, 28, 7, 0, 0, 0, time.UTC)}, Zone: "America/Los_Angeles", Days: workdays, Opens: 8 * 60, Closes: 17 * 60}},
		{name: "an absence in a zone of Windows'", body: `{"automaticRepliesSetting":{"status":"scheduled","scheduledStartDateTime":{"dateTime":"2026-07-01T00:00:00.0000000","timeZone":"W. Europe Standard Time"},"scheduledEndDateTime":{"dateTime":"2026-07-02T00:00:00","timeZone":"Europe/Berlin"}}}`,
			want: person.Mailbox{Away: &person.Absence{From: time.Date(2026, 6, 30, 22, 0, 0, 0, time.UTC), Until: time.Date(2026, 7, 1, 22, 0, 0, 0, time.UTC)}}},
		{name: "always away, whenever that was scheduled before", body: `{"automaticRepliesSetting":{"status":"alwaysEnabled","scheduledStartDateTime":{"dateTime":"2016-03-14T07:00:00.0000000","timeZone":"UTC"}}}`, want: person.Mailbox{Away: &person.Absence{}}},
		{name: "there, although something is scheduled", body: `{"automaticRepliesSetting":{"status":"disabled","scheduledStartDateTime":{"dateTime":"2016-03-14T07:00:00.0000000","timeZone":"UTC"}},"timeZone":"Tokyo Standard Time"}`, want: person.Mailbox{Zone: "Asia/Tokyo"}},
		{name: "a zone of one's own making leaves the mailbox's", body: `{"timeZone":"Europe/Zurich","workingHours":{` + days + `,"startTime":"09:00:00.0000000","endTime":"18:30:00.0000000","timeZone":{"@odata.type":"#microsoft.graph.customTimeZone","bias":-200,"name":"Customized Time Zone"}}}`,
			want: person.Mailbox{Zone: "Europe/Zurich", Days: workdays, Opens: 9 * 60, Closes: 18*60 + 30}},
		{name: "a working day past midnight is not counted", body: `{"timeZone":"UTC","workingHours":{` + days + `,"startTime":"22:00:00.0000000","endTime":"06:00:00.0000000","timeZone":{"name":"UTC"}}}`, want: person.Mailbox{Zone: "Etc/UTC", Days: workdays}},
		{name: "a mailbox that was never opened", body: `{"automaticRepliesSetting":null,"timeZone":null,"workingHours":null}`},
		{name: "scheduled without a time", body: `{"automaticRepliesSetting":{"status":"scheduled"}}`, code: graph.CodeUnexpected},
	} {
		t.Run(c.name, func(t *testing.T) {
			client, m := answers(t, ok(c.body))
			got, err := client.Mailbox(t.Context(), adele)
			got.Read = time.Time{}
			if c.code != "" && !problem.Is(err, c.code) || c.code == "" && (err != nil || !reflect.DeepEqual(got, c.want)) {
				t.Errorf("got %+v, %v; want %+v %s", got, err, c.want, c.code)
			}
			if asked := m.urls()[0]; asked != "GET /users/"+adele+"/mailboxSettings?$select=automaticRepliesSetting,timeZone,workingHours" {
				t.Errorf("asked %s", asked)
			}
		})
	}
}

func TestMailboxThatIsNotRead(t *testing.T) {
	for _, c := range []struct {
		name string
		answer
		kind problem.Kind
	}{
		{"no permission, or not for this mailbox", refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again."), problem.Forbidden},
		{"no mailbox in Exchange Online", refused(404, "MailboxNotEnabledForRESTAPI", "The mailbox is either inactive, soft-deleted, or is hosted on-premise."), problem.NotFound},
	} {
		client, _ := answers(t, c.answer)
		if _, err := client.Mailbox(t.Context(), adele); problem.KindOf(err) != c.kind {
			t.Errorf("%s: got %v, want %s", c.name, err, c.kind)
		} else if c.kind == problem.Forbidden && !strings.Contains(problem.Say(err).String(), graph.PermissionReadMailbox) {
			t.Errorf("%s: %s names no permission", c.name, problem.Say(err))
		}
	}
}
