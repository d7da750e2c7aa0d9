package teams_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
)

// rule is one thing the endpoint holds every request against.
type rule struct {
	n      int
	says   string
	source string
	// fetches allows that the keys are fetched before a request that breaks the rule is refused: whether it does depends
	// on them. Nothing is ever fetched for what breaks another.
	fetches bool
}

const connectorPage = "Authentication with the Bot Connector API, connector to bot"

// rules are all of them; 1 to 7 are those of Microsoft's page, in its order.
var rules = []rule{
	{1, "The token comes in one Authorization header, which is Bearer and a token.", connectorPage + ", 1; RFC 6750 §2.1", false},
	{2, "The token is a JWS in its compact form, of bounded size, that can be read in one way only.", connectorPage + ", 2; RFC 7515 §3.1 and §4; RFC 7519 §4", false},
	{3, "The issuer is the Bot Connector.", connectorPage + ", 3", false},
	{4, "The audience is this bot.", connectorPage + ", 4; RFC 7519 §4.1.3", false},
	{5, "The token is inside its validity, which has an end, give or take five minutes.", connectorPage + ", 5; RFC 7519 §2", false},
	{6, "The signature is right, by a key the Bot Connector publishes.", connectorPage + ", 6", true},
	{7, "The token's service URL is the activity's.", connectorPage + ", 7", false},
	{8, "The algorithm is RS256, whatever else the token may ask for.", "the Bot Connector's OpenID metadata, id_token_signing_alg_values_supported; RFC 8725 §3.1", false},
	{9, "The token names its key, exactly.", "the Bot Connector's keys, kid; RFC 7515 §4.1.4", true},
	{10, "A key is an RSA key for RS256 signatures, of 2048 bits at least.", "RFC 7518 §3.3; RFC 7517 §4.2", true},
	{11, "The key is endorsed for the activity's channel.", connectorPage + ", endorsements", true},
	{12, "The channel is Microsoft Teams.", "the desk serves no other", true},
	{13, "The tenant is among the allowed ones, wherever the activity says it.", "a bot of one organization answers no other", true},
	{14, "The service URL is https, on an allowed host, and no more than a host and a path.", "the bot's token travels there", true},
	{15, "The body is bounded, and not read before the token is proven.", "what a stranger sends costs the desk nothing", false},
	{16, "The body is one activity: a JSON object in UTF-8, of bounded depth, that can be read in one way only.", "Bot Framework Activity A2010; RFC 8259 §4 and §8.1", true},
	{17, "The method is POST.", "Send and receive messages with the Bot Framework REST API", false},
	{18, "Nothing is fetched from where a token says.", "RFC 8725 §3.10", true},
	{19, "The token is of the kind the Bot Connector makes, and has no other inside.", "RFC 8725 §3.11; RFC 7519 §5", false},
	{20, "A token is not bound to a body: what the body claims is held against the token each time.", connectorPage + ", 7", true},
	{21, "The bot's own words are no turn.", "Bot Framework Activity, recipient", true},
	{22, "What the Bot Connector may send is let in, also what nobody knows yet.", "Bot Framework Activity A2005, A2014, A2042, A2104 and A2201", true},
	{23, "Where a message ends and how it is coded is what HTTP says.", "RFC 9112 §6; RFC 9110 §8.4", false},
}

// attack is one request, the answer it must get, and why.
type attack struct {
	n, rule int
	what    string
	auth    string
	body    string
	// change makes something else of the request; raw is sent in its place, on a connection of its own.
	change func(*http.Request)
	raw    string
	status int
	why    string
}

// attacks are all rows: who sends what, in the order of their numbers.
func attacks() []attack {
	var rows rows
	rows.header()
	rows.algorithms()
	rows.keys()
	rows.claims()
	rows.dates()
	rows.identity()
	rows.serviceURLs()
	rows.bodies()
	rows.wire()
	return rows
}

// rows is the table while it is written.
type rows []attack

// token adds a row about an Authorization header; the body is a genuine one.
func (r *rows) token(n, rule int, what, auth string, status int, why string) {
	*r = append(*r, attack{n: n, rule: rule, what: what, auth: auth, body: message(nil), status: status, why: why})
}

// text adds a row about a body; the token is a genuine one.
func (r *rows) text(n, rule int, what, body string, status int, why string) {
	*r = append(*r, attack{n: n, rule: rule, what: what, auth: genuine(), body: body, status: status, why: why})
}

// pair adds a row about a token and a body.
func (r *rows) pair(n, rule int, what, auth, body string, status int, why string) {
	*r = append(*r, attack{n: n, rule: rule, what: what, auth: auth, body: body, status: status, why: why})
}

// signed is a token the Bot Connector's key has signed, with changes to its header and claims.
func signed(h, c set) string { return "Bearer " + rs256(unsigned(header(h), claims(c)), first) }

// verbatim is one it has signed of exactly this header and these claims.
func verbatim(h, c string) string {
	return "Bearer " + rs256(b64([]byte(h))+"."+b64([]byte(c)), first)
}

// attackedIssuer publishes good keys and others that must not be taken.
func attackedIssuer() *issuer {
	return newIssuer(
		jwkOf("k1", &first.PublicKey, "msteams", "slack"),
		jwkOf("no-teams", &second.PublicKey, "webchat"),
		jwkOf("almost-teams", &second.PublicKey, "MSTeams", "msteams2", "xmsteams"),
		jwkOf("no-endorsements", &second.PublicKey),
		jwkOf("short", &short.PublicKey, "msteams"),
		jwkOf("curve", &curve.PublicKey, "msteams"),
		set(jwkOf("enc", &second.PublicKey, "msteams")).with(set{"use": "enc"}),
		set(jwkOf("rs512", &second.PublicKey, "msteams")).with(set{"alg": "RS512"}),
		set{"kid": "martian", "kty": "MARS"},
		set{"kid": "secret", "kty": "oct", "k": b64([]byte("secret")), "endorsements": []string{"msteams"}},
		set{"kid": "no-modulus", "kty": "RSA", "e": "AQAB", "endorsements": []string{"msteams"}},
		jwkOf("", &second.PublicKey, "msteams"),
	)
}

// TestAttacks sends one request per row to the running endpoint. Every row but the accepted ones must
// get its status with an empty body, and never reach a turn.
func TestAttacks(t *testing.T) {
	turns := 0
	i := attackedIssuer()
	server := httptest.NewServer(newEndpoint(t, i, func(context.Context, activity.Activity) (activity.Response, error) {
		turns++
		return activity.Response{}, nil
	}))
	defer server.Close()
	for _, row := range attacks() {
		t.Run(fmt.Sprintf("%d %s", row.n, row.what), func(t *testing.T) {
			before := turns
			resp, body := row.send(t, server.URL)
			if resp.StatusCode != row.status {
				t.Errorf("got %d, want %d: %s", resp.StatusCode, row.status, row.why)
			}
			if len(body) != 0 && !(row.raw != "" && strings.HasPrefix(resp.Header.Get("Content-Type"), "text/plain")) { // net/http's own words
				t.Errorf("the answer tells something: %q", body)
			}
			if resp.StatusCode == 401 && resp.Header.Get("WWW-Authenticate") != "Bearer" {
				t.Errorf("a 401 without its challenge: %v", resp.Header)
			}
			if resp.StatusCode == 405 && resp.Header.Get("Allow") != "POST" {
				t.Errorf("a 405 that does not say what is allowed: %v", resp.Header)
			}
			if wantTurn := row.status == 200 && row.rule != 21; (turns > before) != wantTurn {
				t.Errorf("turns taken: %d, want a turn: %v: %s", turns-before, wantTurn, row.why)
			}
		})
	}
	if got := i.fetched(); got > 2 {
		t.Errorf("the whole run fetched the metadata %d times, want the first and one for unknown key ids", got)
	}
}

// TestNothingIsFetchedForWhatCannotBeValid sends what can be refused by reading to endpoints without keys, one each: an
// outsider must not make the bot call Microsoft.
func TestNothingIsFetchedForWhatCannotBeValid(t *testing.T) {
	for _, row := range attacks() {
		if row.status != 401 && row.status != 405 || rules[row.rule-1].fetches {
			continue
		}
		i := attackedIssuer()
		server := httptest.NewServer(newEndpoint(t, i, nil))
		if resp, _ := row.send(t, server.URL); resp.StatusCode != row.status {
			t.Errorf("%d %s: got %d, want %d", row.n, row.what, resp.StatusCode, row.status)
		}
		if got := i.fetched(); got != 0 {
			t.Errorf("%d %s: fetched %d times, want never", row.n, row.what, got)
		}
		server.Close()
	}
}

// TestEveryRuleIsAttacked holds the table against the list of rules.
func TestEveryRuleIsAttacked(t *testing.T) {
	refused, named, numbers := map[int]int{}, map[int]int{}, map[int]bool{}
	for _, row := range attacks() {
		if row.rule < 1 || row.rule > len(rules) {
			t.Errorf("row %d names rule %d, which there is not", row.n, row.rule)
			continue
		}
		if numbers[row.n] {
			t.Errorf("two rows are number %d", row.n)
		}
		if row.what == "" || row.why == "" || row.status == 0 {
			t.Errorf("row %d does not say what it sends, what is expected, and why", row.n)
		}
		numbers[row.n] = true
		named[row.rule]++
		if row.status != 200 {
			refused[row.rule]++
		}
	}
	for at, r := range rules {
		if r.n != at+1 || r.says == "" || r.source == "" {
			t.Errorf("rule %d is not in its place, or does not say what it is and why", r.n)
		}
		// Rules 21 and 22 refuse nobody.
		if named[r.n] == 0 || refused[r.n] == 0 && r.n != 21 && r.n != 22 {
			t.Errorf("no row breaks rule %d: %s", r.n, r.says)
		}
	}
}

// send sends the row's request to the endpoint and returns its answer.
func (row attack) send(t *testing.T, url string) (*http.Response, []byte) {
	t.Helper()
	var resp *http.Response
	if row.raw != "" {
		conn, err := net.Dial("tcp", strings.TrimPrefix(url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		resp = row.write(t, conn.(*net.TCPConn))
	} else {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/api/messages", strings.NewReader(row.body))
		if err != nil {
			t.Fatal(err)
		}
		if row.auth != "" {
			req.Header.Set("Authorization", row.auth)
		}
		if row.change != nil {
			row.change(req)
		}
		if resp, err = http.DefaultTransport.RoundTrip(req); err != nil {
			t.Fatal(err)
		}
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, body
}

// write sends raw bytes, says that no more will come unless the row wants to wait, and reads the answer's head.
func (row attack) write(t *testing.T, conn *net.TCPConn) *http.Response {
	t.Helper()
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(conn, row.raw); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(row.raw, waits) {
		if err := conn.CloseWrite(); err != nil {
			t.Fatal(err)
		}
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatalf("no answer: %v", err)
	}
	return resp
}
