package teams

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Codes of the connector's problems that a caller acts on; others are Microsoft's own words as they
// came ("Status codes from bot conversational APIs").
const (
	// ConversationNotFound: the conversation is gone, as when a person removed the chat; Create opens it again.
	ConversationNotFound = "ConversationNotFound"
	// ActivityNotFound: the message is gone and cannot be updated; post anew.
	ActivityNotFound = "ActivityNotFound"
	// TooManyRequests: Teams, or our own pace, asks to wait RetryAfter.
	TooManyRequests = "TooManyRequests"
	// MessageSizeTooBig: the same message will never fit.
	MessageSizeTooBig = "MessageSizeTooBig"
	// InvalidBotAPIHost: the organization is in the government community cloud, and its host is not allow-listed.
	InvalidBotAPIHost = "InvalidBotApiHost"
	// ForeignHost: the service URL is not https or not allow-listed; nothing was sent.
	ForeignHost = "ForeignHost"

	noToken = "NoToken"
)

// maxRetryAfter bounds how long the other side can make us wait.
const maxRetryAfter = time.Hour

// failure translates an answer outside 2xx. The kinds, and what to do about them:
//
//	Busy       412, 429 and 401, and 502–504 to what can be repeated: not done; try again after RetryAfter
//	Unclear    502–504 to a new message: try again, and it may stand there twice
//	NotFound   404: ConversationNotFound or ActivityNotFound; drop the id
//	Forbidden  403: blocked, not installed, disabled by an admin; final, Code says which
//	Invalid    400, 413 and other 4xx: final
//	Internal   500 and anything unheard of: final, by Microsoft's page
func failure(resp *http.Response, body []byte, q call) *problem.Error {
	code := errorCode(body)
	p := &problem.Error{
		Code:       code,
		RetryAfter: retryAfter(resp.Header.Get("Retry-After"), time.Now()),
		Err:        fmt.Errorf("connector %s: %s %q", q.method, resp.Status, code),
	}
	switch status := resp.StatusCode; {
	case status/100 == 4 && status != http.StatusRequestEntityTooLarge && !spoken(body):
		p.Kind, p.Say = problem.Busy, say.Text("Something between the desk and Teams answered instead of Teams. The desk will try again.")
	case code == ConversationNotFound || code == ActivityNotFound || status == http.StatusNotFound:
		p.Kind, p.Code = problem.NotFound, firstOf(code, q.missing)
		p.Say = say.Text("This chat or message no longer exists in Teams.")
	case status == http.StatusTooManyRequests:
		p.Kind, p.Code = problem.Busy, TooManyRequests
		p.Say = say.Text("Teams takes only so many messages at once. This one goes out a little later.")
	case status == http.StatusPreconditionFailed:
		p.Kind, p.Say = problem.Busy, say.Text("Teams was busy with this chat. The desk will try again.")
	case status == http.StatusUnauthorized:
		// An expired or just renewed credential: what waits should go out once it is mended.
		p.Kind, p.Code = problem.Busy, firstOf(code, "Unauthorized")
		p.Say = say.Text("Teams did not accept the desk's credentials. An admin can look at them with check.")
	case code == InvalidBotAPIHost && !q.government():
		p.Kind = problem.Forbidden
		p.Say = say.Text("Teams keeps this organization in the government community cloud. An admin can add %s to endpoints.connector_hosts.", governmentHost)
	case status == http.StatusForbidden:
		p.Kind, p.Code = problem.Forbidden, firstOf(code, "Forbidden")
		p.Say = say.Text("Teams does not let the desk write here: the app may be blocked or not installed for this person.")
	case status == http.StatusRequestEntityTooLarge:
		p.Kind, p.Code, p.Say = problem.Invalid, MessageSizeTooBig, say.Text("The message is too long for Teams.")
	case status == http.StatusBadGateway, status == http.StatusServiceUnavailable, status == http.StatusGatewayTimeout:
		p.Kind, p.Say = outage(q), say.Text("Teams is not answering at the moment. The desk will try again.")
	case status/100 == 4:
		p.Kind, p.Say = problem.Invalid, say.Text("Teams did not accept the message.")
	default:
		p.Kind, p.Say = problem.Internal, say.Text("Teams failed on the message.")
	}
	return p
}

// lost translates an answer that never came whole. Only a call that never left is certainly undone.
func lost(err error, q call) error {
	kind := outage(q)
	if dial, ok := errors.AsType[*net.OpError](err); ok && dial.Op == "dial" {
		kind = problem.Busy
	}
	return problem.Wrap(fmt.Errorf("connector %s: %w", q.method, cause(err)), kind,
		"Teams could not be reached or did not answer. The desk will try again.")
}

func outage(q call) problem.Kind {
	if q.repeatable {
		return problem.Busy
	}
	return problem.Unclear
}

// cause takes the URL out of a client's error: it holds the conversation's and so a person's id.
func cause(err error) error {
	if wrapped := errors.Unwrap(err); wrapped != nil {
		if timeout, ok := err.(net.Error); ok && timeout.Timeout() {
			return fmt.Errorf("timed out: %w", wrapped)
		}
		return wrapped
	}
	return err
}

// spoken reports whether an answer can be the connector's own, which are empty or JSON. A proxy's page is not Teams'
// last word.
func spoken(body []byte) bool { return len(bytes.TrimSpace(body)) == 0 || json.Valid(body) }

// errorCode is the code in {"error":{"code":…}} when it is a word: it becomes part of logs and labels.
func errorCode(body []byte) string {
	var answer struct {
		Error struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil || len(answer.Error.Code) > 64 {
		return ""
	}
	for _, r := range answer.Error.Code {
		if (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') {
			return ""
		}
	}
	return answer.Error.Code
}

// retryAfter reads seconds or an HTTP date (RFC 9110 §10.2.3); nonsense is none.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.ParseInt(value, 10, 32); err == nil {
		return min(max(time.Duration(seconds)*time.Second, 0), maxRetryAfter)
	}
	if at, err := http.ParseTime(value); err == nil {
		return min(max(at.Sub(now), 0), maxRetryAfter)
	}
	return 0
}

func firstOf(code, other string) string {
	if code != "" {
		return code
	}
	return other
}
