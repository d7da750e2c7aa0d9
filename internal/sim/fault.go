package sim

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Always is a [Fault]'s Times that never ends.
const Always = math.MaxInt

// Fault is something that goes wrong on the way. The zero Fault does nothing.
type Fault struct {
	// Status answers with this status instead of executing; 429, 503 and 504 are what Microsoft throttles with.
	Status int
	// RetryAfter is sent in whole seconds when not zero.
	RetryAfter time.Duration
	// Body is sent with Status as it stands; without one the error has the service's own form.
	Body string
	// DropBefore drops the connection without executing anything. An HTTP client repeats a GET of its own accord when the
	// connection was an old one.
	DropBefore bool
	// DropAfter executes and drops the connection instead of answering.
	DropAfter bool
	// Fails lets an assignment be accepted; its operation ends as failed with this statusDetail.
	Fails string
	// Skip lets that many requests through first.
	Skip int
	// Times is how many requests are hit; zero means one.
	Times int
}

type fault struct {
	Fault
	method, name string
}

// Fault orders a fault for requests that match: a method and a route's name, such as "POST assignNumber",
// "GET operations", "GET numberAssignments", "GET users", "POST activities", "PUT activities", "POST token",
// "GET openidconfiguration" or "GET keys". Faults for the same requests apply one after the other. A match that no
// request can meet is an error.
func (t *Tenant) Fault(match string, f Fault) error {
	method, name, found := strings.Cut(match, " ")
	if !found || !named(method, name) {
		return fmt.Errorf("no route is called %q", match)
	}
	if f.Times == 0 {
		f.Times = 1
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults = append(t.faults, &fault{f, method, name})
	return nil
}

// Heal takes back every fault that was ordered.
func (t *Tenant) Heal() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults = nil
}

func named(method, name string) bool {
	for _, r := range routes {
		if r.method == method && r.name == name {
			return true
		}
	}
	return false
}

// fault is the fault that hits this request, used up by it.
func (t *Tenant) fault(c *call) *fault {
	for _, f := range t.faults {
		if f.Times <= 0 || f.method != c.Method || f.name != c.route.name || f.Fails != "" {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			return nil
		}
		if f.Times != Always {
			f.Times--
		}
		return f
	}
	return nil
}

// failing is the statusDetail the operation of this request was ordered to end with.
func (t *Tenant) failing(c *call) string {
	for _, f := range t.faults {
		if f.Times <= 0 || f.method != c.Method || f.name != c.route.name || f.Fails == "" {
			continue
		}
		if f.Skip > 0 {
			f.Skip--
			return ""
		}
		if f.Times != Always {
			f.Times--
		}
		return f.Fails
	}
	return ""
}

func (f *fault) answer() answer {
	a := answer{status: f.Status, header: http.Header{}}
	if f.RetryAfter > 0 {
		a.header.Set("Retry-After", strconv.Itoa(int((f.RetryAfter+time.Second-1)/time.Second)))
	}
	if f.Body != "" {
		a.body = f.Body
		return a
	}
	code := map[int]string{429: "TooManyRequests", 503: "serviceNotAvailable", 504: "gatewayTimeout", 400: "BadRequest",
		403: "Forbidden", 404: "NotFound"}[f.Status]
	if code == "" {
		code = "UnknownError"
	}
	a.code, a.text = code, http.StatusText(f.Status)
	return a
}

// Seed decides everything that is left to chance: when an operation's result becomes visible to reads (up to two seconds
// after it succeeded) and which accepted writes lose their connection (about one in eight). The same seed and the same
// requests give the same faults, in whatever order requests about different numbers arrive.
func (t *Tenant) Seed(seed uint64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seed, t.drops = seed, true
}

// Drops turns the dropped connections that chance decides off, and on again.
func (t *Tenant) Drops(on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.drops = on
}
