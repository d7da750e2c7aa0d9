package sim

import (
	"testing"
	"time"
)

func TestBusinessPhones(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		patch := func(key, body string) result {
			return c.raw("PATCH", graphURL+"users/"+tenant.IDOf(key), c.graph, body)
		}
		if r := patch("adele", `{"businessPhones":["+41446681000"]}`); r.status != 403 {
			t.Errorf("without the permission: %d", r.status)
		}
		tenant.Permit("User-Phone.ReadWrite.All", true)
		c.graph = c.token(tenant, "https://graph.microsoft.com/.default")
		if err := tenant.Synchronize("megan", true); err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			name, key, body string
			status          int
			want            string
		}{
			{"one", "adele", `{"businessPhones":["+41 44 668 10 00"]}`, 204, "+41 44 668 10 00"},
			{"another", "adele", `{"businessPhones":["+41 44 668 10 01"]}`, 204, "+41 44 668 10 01"},
			{"kept on premises", "megan", `{"businessPhones":["+41 44 668 10 00"]}`, 400, ""},
			{"none", "adele", `{"businessPhones":[]}`, 204, ""},
		} {
			r := patch(tt.key, tt.body)
			if r.status != tt.status || tenant.BusinessPhone(tt.key) != tt.want {
				t.Errorf("%s: %d %q, and the phone is %q", tt.name, r.status, r.message(), tenant.BusinessPhone(tt.key))
			}
		}
		if v := tenant.Violations(); len(v) > 0 {
			t.Errorf("violations: %q", v)
		}
		for _, body := range []string{`{"businessPhones":["1","2"]}`, `{"businessPhones":[""]}`, `{"businessPhones":null}`, `{}`, `{"businessPhones":["1"],"mobilePhone":"2"}`} {
			if r := patch("adele", body); r.status != 400 {
				t.Errorf("%s: %d", body, r.status)
			}
		}
		if v := tenant.Violations(); len(v) != 5 {
			t.Errorf("violations: %q", v)
		}
		r := c.get("users/" + tenant.IDOf("megan") + "?$select=businessPhones,onPremisesSyncEnabled")
		if r.body["onPremisesSyncEnabled"] != true || len(r.body["businessPhones"].([]any)) != 0 {
			t.Errorf("shows %v", r.body)
		}
	})
}

func TestEnterpriseVoiceFollowsTheNumber(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t)
		shown := func(key string) any {
			return c.get("admin/teams/userConfigurations/" + tenant.IDOf(key)).body["isEnterpriseVoiceEnabled"]
		}
		if shown("joni") != true || shown("adele") != false {
			t.Errorf("at first: joni %v, adele %v", shown("joni"), shown("adele"))
		}
		c.poll(c.assign(tenant, "+41446681000", "adele").header.Get("Location"))
		time.Sleep(2 * time.Second)
		if shown("adele") != true || !tenant.EnterpriseVoice("adele") {
			t.Error("off, with a number")
		}
		if err := tenant.SetEnterpriseVoice("adele", false); err != nil {
			t.Fatal(err)
		}
		if shown("adele") != false {
			t.Error("on, although it was switched off")
		}
		if err := tenant.Unassign("+493055501007"); err != nil {
			t.Fatal(err)
		}
		if shown("joni") != false {
			t.Error("on, without a number")
		}
		if r := c.get("admin/teams/userConfigurations/" + tenant.IDOf("reception-munich")); r.status != 404 {
			t.Errorf("a resource account is shown: %d", r.status)
		}
	})
}
