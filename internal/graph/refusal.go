package graph

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Refusal is an answer of Microsoft's that is no success, as far as it could be read ("Microsoft Graph error responses
// and resource types"). Text is verbatim and may name people and numbers. Status is 0 for the failure of an operation
// that was accepted.
type Refusal struct {
	Status int
	// Code is empty when the answer was no Graph error at all, such as a proxy's HTML page.
	Code string
	Text string
	// Backend is set when the error came as JSON inside the message: the gateway let the request through, and the
	// service behind it refused. Code and Text are then the service's.
	Backend bool
	// RetryAfter is how long we are asked to wait, zero when that was not said.
	RetryAfter time.Duration
	// RequestID is what Microsoft's support asks for.
	RequestID string
}

// Error is Microsoft's text with where to find it.
func (r *Refusal) Error() string {
	text := "the operation failed"
	if r.Status != 0 {
		text = fmt.Sprintf("Graph answered %d", r.Status)
	}
	if r.Code != "" {
		text += " " + r.Code
	}
	if r.RequestID != "" {
		text += " (request-id " + r.RequestID + ")"
	}
	if r.Text != "" {
		text += ": " + r.Text
	}
	return text
}

// LogValue is what of a refusal may stand in a log: everything but Microsoft's text.
func (r *Refusal) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("status", r.Status), slog.String("code", r.Code), slog.String("requestId", r.RequestID))
}

// refusal reads an answer that is no success. It always succeeds: what cannot be read stays empty.
func refusal(response *http.Response) *Refusal {
	r := &Refusal{
		Status:     response.StatusCode,
		RetryAfter: retryAfter(response.Header.Get("Retry-After"), time.Now()),
		RequestID:  response.Header.Get("Request-Id"),
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err != nil {
		return r
	}
	var answer struct {
		Error struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return r
	}
	r.Code, r.Text = answer.Error.Code, answer.Error.Message
	if inner := strings.TrimSpace(r.Text); strings.HasPrefix(inner, "{") {
		var service struct {
			Code    string `json:"code"`
			Message string `json:"message"`
		}
		if json.Unmarshal([]byte(inner), &service) == nil && service.Code+service.Message != "" {
			r.Backend, r.Code, r.Text = true, service.Code, service.Message
		}
	}
	return r
}

// retryAfter reads the header's two forms, seconds and a date (RFC 9110 §10.2.3); seconds may have a fraction, which
// some of Microsoft's services send. Anything else, and a time past, is zero.
func retryAfter(header string, now time.Time) time.Duration {
	const most = 24 * time.Hour
	if seconds, err := strconv.ParseFloat(header, 64); err == nil {
		if !(seconds > 0) {
			return 0
		}
		return time.Duration(math.Min(seconds, most.Seconds()) * float64(time.Second))
	}
	if date, err := http.ParseTime(header); err == nil {
		return min(max(date.Sub(now), 0), most)
	}
	return 0
}
