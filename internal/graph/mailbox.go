package graph

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	abs "github.com/microsoft/kiota-abstractions-go"
	"github.com/microsoftgraph/msgraph-sdk-go/users"

	"github.com/numberdesk/numberdesk/internal/person"
)

// PermissionReadMailbox is what Mailbox needs, and nothing else here: the desk does without.
const PermissionReadMailbox = "MailboxSettings.Read"

// mailboxSelected is what is asked for. The texts of automatic replies come with the setting, whatever is selected; they are
// not decoded.
var mailboxSelected = []string{"automaticRepliesSetting", "timeZone", "workingHours"}

// Mailbox reads when somebody is away and when he works ("Get user mailbox settings"). problem.Forbidden says that the
// permission is missing, or that a policy keeps the app from this mailbox; problem.NotFound that he has none in Exchange
// Online. What of it cannot be read, such as a time zone of his own making, is left empty.
func (c *Client) Mailbox(ctx context.Context, id person.ID) (person.Mailbox, error) {
	if id == "" {
		return person.Mailbox{}, nobody()
	}
	k := call{name: "mailboxSettings", of: "this person's mailbox", needs: PermissionReadMailbox,
		build: func(ctx context.Context) (*abs.RequestInformation, error) {
			return c.users().ByUserId(string(id)).MailboxSettings().ToGetRequestInformation(ctx, &users.ItemMailboxSettingsRequestBuilderGetRequestConfiguration{
				QueryParameters: &users.ItemMailboxSettingsRequestBuilderGetQueryParameters{Select: mailboxSelected}})
		}}
	var wire mailbox
	if err := c.read(ctx, k, &wire); err != nil {
		return person.Mailbox{}, err
	}
	m, err := wire.value()
	if err != nil {
		return m, k.unexpected(err)
	}
	m.Read = time.Now().UTC()
	return m, nil
}

// mailbox is the wire form (Graph reference: mailboxSettings, automaticRepliesSetting and workingHours resource types).
type mailbox struct {
	Replies *struct {
		Status string         `json:"status"`
		Start  *zonedDateTime `json:"scheduledStartDateTime"`
		End    *zonedDateTime `json:"scheduledEndDateTime"`
	} `json:"automaticRepliesSetting"`
	TimeZone string `json:"timeZone"`
	Hours    *struct {
		Days  []string `json:"daysOfWeek"`
		Start string   `json:"startTime"`
		End   string   `json:"endTime"`
		Zone  struct {
			Name string `json:"name"`
		} `json:"timeZone"`
	} `json:"workingHours"`
}

// zonedDateTime is a moment (Graph reference: dateTimeTimeZone resource type).
type zonedDateTime struct {
	DateTime string `json:"dateTime"`
	TimeZone string `json:"timeZone"`
}

func (w mailbox) value() (m person.Mailbox, err error) {
	if r := w.Replies; r != nil {
		switch strings.ToLower(r.Status) {
		case "alwaysenabled":
			m.Away = &person.Absence{}
		case "scheduled":
			m.Away = new(person.Absence)
			if m.Away.From, err = r.Start.moment(); err != nil {
				return person.Mailbox{}, err
			}
			if m.Away.Until, err = r.End.moment(); err != nil {
				return person.Mailbox{}, err
			}
		}
	}
	m.Zone = ianaZone(w.TimeZone)
	if h := w.Hours; h != nil {
		if zone := ianaZone(h.Zone.Name); zone != "" {
			m.Zone = zone // the hours are meant there
		}
		for _, name := range h.Days {
			if day, ok := weekdays[strings.ToLower(name)]; ok {
				m.Days = append(m.Days, day)
			}
		}
		// Hours past midnight are not counted within one day, so they are as good as unknown.
		if opens, closes := minutes(h.Start), minutes(h.End); opens >= 0 && opens < closes {
			m.Opens, m.Closes = opens, closes
		}
	}
	return m, nil
}

func (z *zonedDateTime) moment() (time.Time, error) {
	if z == nil {
		return time.Time{}, fmt.Errorf("read mailboxSettings: scheduled, but not when")
	}
	zone, err := time.LoadLocation(ianaZone(z.TimeZone)) // UTC for one that is not known, which Graph answers by default
	if err != nil {
		return time.Time{}, err
	}
	t, err := time.ParseInLocation("2006-01-02T15:04:05.9999999", z.DateTime, zone)
	return t.UTC(), err
}

// minutes reads a time of day, Edm.TimeOfDay, as minutes after midnight; less than nothing when it is none.
func minutes(text string) int {
	f := strings.Split(text, ":")
	if len(f) < 2 {
		return -1
	}
	hour, err := strconv.Atoi(f[0])
	minute, errMinute := strconv.Atoi(f[1])
	if err != nil || errMinute != nil || hour < 0 || hour > 23 || minute < 0 || minute > 59 {
		return -1
	}
	return hour*60 + minute
}

// weekdays are the members of dayOfWeek (Graph reference: dayOfWeek enumeration).
var weekdays = map[string]time.Weekday{
	"sunday": time.Sunday, "monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday,
	"thursday": time.Thursday, "friday": time.Friday, "saturday": time.Saturday,
}
