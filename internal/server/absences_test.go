package server_test

import (
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/server"
)

// What is optional is said to be, and a desk without it is complete.
func TestProveAbsences(t *testing.T) {
	for _, c := range []struct {
		name       string
		permission []string
		without    bool
		says       string
	}{
		{"it may read them", []string{"MailboxSettings.Read"}, false, "mailbox settings may be read"},
		{"the wider permission is enough", []string{"MailboxSettings.ReadWrite"}, false, "mailbox settings may be read"},
		{"it may not", nil, true, "nobody sees which approver is away, and working time is counted as approval.working_hours says: the permission MailboxSettings.Read is missing, which is optional"},
	} {
		t.Run(c.name, func(t *testing.T) {
			tenant, config := company(t)
			tenant.Consent(append(tenant.Permissions, c.permission...)...)
			said := false
			for _, p := range server.Prove(t.Context(), config, server.Options{Transport: tenant.Transport()}) {
				if !p.OK {
					t.Errorf("%s: %s", p.Item, p.Found)
				}
				if p.Item != "absences" {
					continue
				}
				said = true
				if p.Without != c.without || !strings.Contains(p.Found, c.says) {
					t.Errorf("got %+v, want %q", p, c.says)
				}
			}
			if !said {
				t.Error("nothing was said of it")
			}
		})
	}
}
