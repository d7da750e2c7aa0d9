package sim

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"time"
)

// slowest is how long Teams waits for a bot before it shows an error and sends the activity again.
const slowest = 15 * time.Second

// envelope is what every activity from Teams carries: "Activity object" as recorded from the channel.
func (t *Tenant) envelope(a *account, ch *chat, kind string) map[string]any {
	now := time.Now().UTC()
	zone, locale := a.TimeZone, a.Locale
	if zone == "" {
		zone = "UTC"
	}
	if locale == "" {
		locale = "en-US"
	}
	country := "US"
	if _, region, found := strings.Cut(locale, "-"); found {
		country = region
	}
	local := now
	if place, err := time.LoadLocation(zone); err == nil {
		local = now.In(place)
	}
	return map[string]any{
		"type": kind, "id": t.nextID(), "timestamp": now.Format("2006-01-02T15:04:05.000Z"),
		"localTimestamp": local.Format("2006-01-02T15:04:05.000-07:00"), "localTimezone": zone,
		"serviceUrl": t.ServiceURL, "channelId": "msteams", "locale": locale,
		"from":         map[string]any{"id": a.mri, "name": a.Name, "aadObjectId": a.ID},
		"conversation": map[string]any{"conversationType": "personal", "tenantId": t.World.TenantID, "id": ch.id},
		"recipient":    t.bot(),
		"entities":     []any{map[string]any{"type": "clientInfo", "locale": locale, "country": country, "platform": "Web", "timezone": zone}},
		"channelData":  map[string]any{"tenant": map[string]any{"id": t.World.TenantID}},
	}
}

// deliver signs an activity and sends it to the bot. The tenant is not locked while it does.
func (t *Tenant) deliver(body []byte) (status int, answer []byte, err error) {
	return t.Send(body, "Bearer "+t.Sign(Forgery{}))
}

// Send sends bytes to the bot's endpoint with that Authorization header, or none when it is empty, and answers what came
// back.
func (t *Tenant) Send(body []byte, authorization string) (status int, answer []byte, err error) {
	r, err := http.NewRequest(http.MethodPost, t.BotURL, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("User-Agent", "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)")
	if authorization != "" {
		r.Header.Set("Authorization", authorization)
	}
	send := t.Bot
	if send == nil {
		send = http.DefaultClient.Do
	}
	began := time.Now()
	response, err := send(r)
	if err != nil {
		return 0, nil, fmt.Errorf("the bot cannot be reached: %w", err)
	}
	defer response.Body.Close()
	answer, err = io.ReadAll(io.LimitReader(response.Body, maxBody))
	if took := time.Since(began); took > slowest {
		t.mu.Lock()
		t.violation("the bot answered after %s, and has %s", took, slowest)
		t.mu.Unlock()
		return response.StatusCode, answer, fmt.Errorf("the bot took %s to answer", took)
	}
	return response.StatusCode, answer, err
}

// Forgery is how a token differs from one the Bot Framework signs. The zero Forgery is a good token.
type Forgery struct {
	// Key is who signs: "" the current key, "stranger" a key nobody published, "unendorsed" a published key of another
	// channel, "entra" the login's key.
	Key string
	// Kid names another key in the header than the one that signs; "stranger" and the like.
	Kid string
	// Algorithm is RS256 when empty; none, HS256 (keyed with the public key) and PS256 are the known attacks.
	Algorithm string
	// Header and Claims replace what the token says; a nil value leaves it out.
	Header, Claims map[string]any
}

// Sign makes a token for an activity of this tenant: "Authentication with the Bot Connector API", connector to bot.
func (t *Tenant) Sign(f Forgery) string {
	t.mu.Lock()
	current := "bot-" + t.keys.current
	t.mu.Unlock()
	key := f.Key
	if key == "" {
		key = current
	}
	kid := f.Kid
	if kid == "" {
		kid = key
	}
	algorithm := f.Algorithm
	if algorithm == "" {
		algorithm = "RS256"
	}
	now := time.Now()
	header := map[string]any{"alg": algorithm, "typ": "JWT", "kid": keyID(kid), "x5t": keyID(kid)}
	claims := map[string]any{"iss": botIssuer, "aud": t.World.AppID, "serviceurl": t.ServiceURL,
		"nbf": now.Unix(), "exp": now.Add(time.Hour).Unix(), "iat": now.Unix()}
	replace(header, f.Header)
	replace(claims, f.Claims)
	return mint(key, algorithm, header, claims)
}

func replace(m, by map[string]any) {
	maps.Copy(m, by)
	maps.DeleteFunc(m, func(_ string, v any) bool { return v == nil })
}

// RollKeys makes a new key sign from now on. The old one stays published when kept.
func (t *Tenant) RollKeys(keep bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if keep {
		t.keys.former = append(t.keys.former, t.keys.current)
	}
	t.keys.current += "'"
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // unreachable: activities are made of maps and strings
	}
	return b
}
