package sim

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

// ask asks for a file, with headers in pairs.
func (c *client) ask(method, address, body string, headers ...string) int {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := c.http.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	response.Body.Close()
	return response.StatusCode
}

// part is a value inside of a decoded activity.
func part(v any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, _ := v.(map[string]any)
			v = m[step]
		case int:
			l, _ := v.([]any)
			v = l[step]
		}
	}
	return v
}

func TestFilesTakeNoToken(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c, bot := office(t)
		adele := tenant.Person("adele")
		if err := adele.Drop("numbers.csv", []byte("number\n")); err != nil {
			t.Fatal(err)
		}
		address, _ := part(bot.received[len(bot.received)-1], "attachments", 1, "content", "downloadUrl").(string)
		for _, a := range []struct {
			name, address string
			headers       []string
			status        int
		}{
			{"as it is", address, nil, 200},
			{"with the bot's token", address, []string{"Authorization", "Bearer " + c.bot}, 401},
			{"with a cookie", address, []string{"Cookie", "a=b"}, 401},
			{"without the key", strings.Split(address, "?")[0], nil, 401},
		} {
			if status := c.ask("GET", a.address, "", a.headers...); status != a.status {
				t.Errorf("%s: %d", a.name, status)
			}
		}
		if n := len(tenant.Violations()); n != 3 || adele.Files()[0].Fetched != 1 {
			t.Errorf("%d violations, read %d times", n, adele.Files()[0].Fetched)
		}
		time.Sleep(time.Hour)
		if status := c.ask("GET", address, ""); status != 401 {
			t.Errorf("an hour later: %d", status)
		}
	})
}

func TestOfferedFiles(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c, bot := office(t)
		bot.answer = func(map[string]any) any { return nil }
		adele := tenant.Person("adele")
		if err := adele.Install(); err != nil {
			t.Fatal(err)
		}
		made := c.do("POST", tenant.ServiceURL+"v3/conversations", c.bot, map[string]any{"bot": map[string]any{"id": "28:" + tenant.World.AppID},
			"isGroup": false, "tenantId": tenant.World.TenantID, "members": []any{map[string]any{"id": adele.ID()}}})
		chat := tenant.ServiceURL + "v3/conversations/" + made.body["id"].(string) + "/activities"
		offer := func(content map[string]any) int {
			return c.do("POST", chat, c.bot, map[string]any{"type": "message", "attachments": []any{map[string]any{"contentType": fileConsentType, "name": "n.csv", "content": content}}}).status
		}
		good := map[string]any{"description": "d", "sizeInBytes": 3, "acceptContext": map[string]any{}, "declineContext": map[string]any{}}
		for name, content := range map[string]map[string]any{
			"without a size": {"description": "d", "acceptContext": map[string]any{}, "declineContext": map[string]any{}},
			"of nothing":     {"description": "d", "sizeInBytes": 0, "acceptContext": map[string]any{}, "declineContext": map[string]any{}},
			"of more":        {"description": "d", "sizeInBytes": 3, "acceptContext": map[string]any{}, "declineContext": map[string]any{}, "more": 1},
		} {
			if status := offer(content); status != 400 {
				t.Errorf("an offer %s: %d", name, status)
			}
		}
		if status := offer(good); status != 201 {
			t.Fatalf("a good offer: %d", status)
		}
		if err := adele.Click("Accept", nil); err != nil {
			t.Fatal(err)
		}
		if err := adele.Click("Accept", nil); err == nil {
			t.Error("it was accepted twice")
		}
		info := part(bot.received[len(bot.received)-1], "value", "uploadInfo")
		address, _ := part(info, "uploadUrl").(string)
		shown := func() int {
			return c.do("POST", chat, c.bot, map[string]any{"type": "message", "attachments": []any{map[string]any{"contentType": fileInfoType, "name": "n.csv",
				"contentUrl": part(info, "contentUrl"), "content": map[string]any{"uniqueId": part(info, "uniqueId"), "fileType": "csv"}}}}).status
		}
		if status := shown(); status != 400 {
			t.Errorf("shown before it is there: %d", status)
		}
		for _, a := range []struct {
			name, extent string
			headers      []string
			status       int
		}{
			{"without its extent", "", nil, 400},
			{"with another one", "bytes 0-3/3", nil, 400},
			{"with a token", "bytes 0-2/3", []string{"Authorization", "Bearer " + c.bot}, 401},
			{"as it should be", "bytes 0-2/3", nil, 201},
			{"once more", "bytes 0-2/3", nil, 404},
		} {
			if status := c.ask("PUT", address, "abc", append(a.headers, "Content-Range", a.extent)...); status != a.status {
				t.Errorf("%s: %d", a.name, status)
			}
		}
		if status := shown(); status != 201 || string(adele.Files()[0].Content) != "abc" {
			t.Errorf("shown when it is there: %d, %+v", status, adele.Files())
		}
	})
}
