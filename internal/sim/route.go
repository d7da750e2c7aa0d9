package sim

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// maxBody is far above anything the product sends; the connector's own limit is smaller.
const maxBody = 4 << 20

// area is the service a route belongs to; each has its own tokens and its own form of errors.
type area int

const (
	login area = iota
	graph
	connector
	files
)

// route is one method and path. A segment in braces matches anything, and so does the quoted key of a segment that ends
// in "('{}')".
type route struct {
	area        area
	method      string
	path        string
	name        string   // what [Tenant.Fault] and the journal call it
	query       []string // query options it knows
	permissions []string // any of them is needed
	optional    bool     // the product does without, so that a refusal is no news
	serve       func(*Tenant, *call) answer
}

// call is a request on its way through its route, with the tenant locked.
type call struct {
	*http.Request
	route *route
	args  []string
	query url.Values
	body  []byte
	entry Entry  // what the journal will say of it
	drop  bool   // executed, but the answer is lost
	after func() // what follows from it, once it is answered
}

// answer is what the tenant says: a status, and a body that is encoded as JSON unless nil.
type answer struct {
	status int
	header http.Header
	body   any
	code   string // of an error
	text   string // of an error
	wrong  bool   // nobody was meant to send this
}

func (a answer) refused() bool { return a.code != "" }

// refuse is an error answer in the words of the service.
func refuse(status int, code, format string, args ...any) answer {
	return answer{status: status, code: code, text: fmt.Sprintf(format, args...)}
}

// wrong is a refusal of something nobody was meant to send.
func wrong(status int, code, format string, args ...any) answer {
	a := refuse(status, code, format, args...)
	a.wrong = true
	return a
}

func ok(body any) answer { return answer{status: http.StatusOK, body: body} }

// Handler serves the login, the Bot Framework's keys, Graph and the connector on one host, told apart by path.
func (t *Tenant) Handler() http.Handler { return http.HandlerFunc(t.serve) }

func (t *Tenant) serve(w http.ResponseWriter, r *http.Request) {
	c := &call{Request: r}
	a := t.answer(c)
	if c.after != nil {
		t.following.Go(c.after)
	}
	if c.drop {
		panic(http.ErrAbortHandler)
	}
	t.write(w, c, a)
}

// answer takes a request from its bytes to its answer. Faults come first, as a gateway's do; then the token, then the
// query, then the route itself.
func (t *Tenant) answer(c *call) answer {
	c.route, c.args = find(c.Method, c.URL)
	body, err := read(c.Request)
	t.mu.Lock()
	defer t.mu.Unlock()
	if c.route == nil {
		t.violation("%s %s: no such route", c.Method, c.URL.Path)
		t.note(Entry{What: c.Method + " " + c.URL.Path, Why: "no such route"})
		return refuse(http.StatusNotFound, "BadRequest", "Resource not found for the segment '%s'.", c.URL.Path)
	}
	c.body, c.entry.What = body, c.route.name
	fault := t.fault(c)
	if fault != nil && fault.DropBefore {
		c.drop = true
		return answer{}
	}
	var a answer
	switch {
	case err != nil:
		a = wrong(http.StatusBadRequest, "BadRequest", "Unable to read the request payload: %v", err)
	case fault != nil && fault.Status != 0:
		a = fault.answer()
	default:
		a = t.run(c)
		c.drop = c.drop || fault != nil && fault.DropAfter
	}
	t.record(c, a)
	return a
}

func (t *Tenant) run(c *call) answer {
	if a := t.admit(c); a.refused() {
		return a
	}
	query, err := url.ParseQuery(c.URL.RawQuery)
	if err != nil {
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid query: %v", err)
	}
	for option, values := range query {
		if !slices.Contains(c.route.query, option) || len(values) != 1 {
			return wrong(http.StatusBadRequest, "BadRequest", "The query parameter '%s' is not supported.", option)
		}
	}
	c.query = query
	return c.route.serve(t, c)
}

// record keeps what a story may want to tell afterwards: accepted writes to Graph, and refusals. That something is not
// there is news, not a refusal, and a throttled read is retried without anybody's notice.
func (t *Tenant) record(c *call, a answer) {
	write := c.route.area == graph && c.Method != http.MethodGet && c.route.name != "checkMemberGroups"
	if a.wrong {
		t.violation("%s %s: %s", c.Method, c.URL.Path, a.text)
	}
	switch {
	case !a.refused() && a.status < 300:
		c.entry.Accepted = true
		if write {
			t.note(c.entry)
		}
	case c.route.optional && a.status == http.StatusForbidden:
	case write, a.wrong, a.status == http.StatusBadRequest, a.status == http.StatusUnauthorized, a.status == http.StatusForbidden:
		c.entry.Why = strings.TrimSpace(fmt.Sprintf("%d %s", a.status, a.code))
		if a.text != "" {
			c.entry.Why += ": " + a.text
		}
		t.note(c.entry)
	}
}

func (t *Tenant) write(w http.ResponseWriter, c *call, a answer) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	body := a.body
	if a.refused() {
		body = fail(c, a)
	}
	if c.route == nil || c.route.area == graph {
		w.Header().Set("Request-Id", guid("request", c.Header.Get("Client-Request-Id")))
	}
	if body == nil {
		w.WriteHeader(a.status)
		return
	}
	raw, isText := body.(string)
	if !isText {
		encoded, err := json.Marshal(body)
		if err != nil {
			panic(err) // unreachable: answers are made of maps, slices and strings
		}
		raw = string(encoded)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if strings.HasPrefix(raw, "<") { // a gateway's page, ordered by a fault
		w.Header().Set("Content-Type", "text/html")
	}
	w.WriteHeader(a.status)
	io.WriteString(w, raw)
}

// find is the route of a request, the most literal one, and what its braces matched. The path is split before it is unescaped, so that an
// escaped slash stays inside its segment.
func find(method string, u *url.URL) (*route, []string) {
	segments := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	for i, s := range segments {
		s, err := url.PathUnescape(s)
		if err != nil {
			return nil, nil
		}
		segments[i] = s
	}
	var found *route
	var matched []string
	for _, r := range routes {
		if r.method != method {
			continue
		}
		if args, ok := r.match(segments); ok && (found == nil || len(args) < len(matched)) {
			found, matched = r, args
		}
	}
	return found, matched
}

func (r *route) match(segments []string) ([]string, bool) {
	pattern := strings.Split(strings.Trim(r.path, "/"), "/")
	if len(pattern) != len(segments) {
		return nil, false
	}
	args := []string{}
	for i, p := range pattern {
		before, after, braces := strings.Cut(p, "{}")
		s := segments[i]
		if !braces && p != s {
			return nil, false
		}
		if !braces {
			continue
		}
		if !strings.HasPrefix(s, before) || !strings.HasSuffix(s, after) || len(s) <= len(before)+len(after) {
			return nil, false
		}
		args = append(args, s[len(before):len(s)-len(after)])
	}
	return args, true
}
