package sim

import (
	"net/http"
	"slices"
	"time"
)

func init() {
	// "Get telephoneNumberLongRunningOperation", by path segment and by the quoted key that Location has. How long one
	// stays readable is not documented; here it is for ever.
	for _, path := range []string{management + "operations/{}", management + "operations('{}')"} {
		serves(graph, route{method: "GET", path: path, name: "operations", permissions: readNumbers, serve: (*Tenant).getOperation})
	}
}

// operationTime is how long an operation takes when nobody polls it.
const operationTime = 2 * time.Second

// operation is an accepted change of one number. The second poll finds it done, and so does any request later than
// its time.
type operation struct {
	id      string
	kind    string // Assignment or Unassignment, as the documented ids decode to
	number  *number
	next    holding
	created time.Time
	polls   int
	status  string
	detail  string
	fails   string // ordered statusDetail
}

// accept starts an operation, answers its Location, and loses that answer when the seed says so.
func (t *Tenant) accept(c *call, kind string, n *number, next holding) answer {
	n.writes++
	op := &operation{kind: kind, number: n, next: next, created: time.Now(), status: "notStarted", fails: t.failing(c)}
	op.id = segment([]byte(kind + "|" + guid("operation", t.seed, n.e164, n.writes)))
	n.busy = op
	t.operations[op.id] = op
	t.pending = append(t.pending, op)
	c.drop = t.drops && chance(8, "drop", t.seed, n.e164, n.writes) == 0
	location := "https://" + c.Host + "/v1.0/" + management + "operations('" + op.id + "')"
	return answer{status: http.StatusAccepted, header: http.Header{"Location": {location}}}
}

// settle finishes the operations whose time has come. Every request about numbers does it first.
func (t *Tenant) settle(now time.Time) {
	for _, op := range slices.Clone(t.pending) {
		if due := op.created.Add(operationTime); !now.Before(due) {
			t.finish(op, due)
		}
	}
}

// finish carries an operation out, if its rules still hold: the world may have changed since it was accepted.
func (t *Tenant) finish(op *operation, at time.Time) {
	n := op.number
	n.busy = nil
	t.pending = slices.DeleteFunc(t.pending, func(o *operation) bool { return o == op })
	refusal := answer{}
	if op.kind == "Assignment" {
		refusal = t.assignable(n.e164, n, n.numberType, op.next)
	} else {
		refusal = t.removable(n.e164, n)
	}
	switch {
	case op.fails != "":
		op.status, op.detail = "failed", op.fails
	case refusal.refused():
		op.status, op.detail = "failed", refusal.text
	default:
		op.status = "succeeded"
		late := time.Duration(chance(2001, "late", t.seed, n.e164, n.writes)) * time.Millisecond
		t.give(n, op.next, at.Add(late))
	}
}

// give changes the holder, and whose primary number it is. With it enterprise voice goes on and off, as
// Set-CsPhoneNumberAssignment and Remove-CsPhoneNumberAssignment say.
func (t *Tenant) give(n *number, h holding, seenAt time.Time) {
	if t.primaryOf[n.now.target] == n.e164 {
		delete(t.primaryOf, n.now.target)
		t.voice(n.now.target, false, seenAt)
	}
	if h.target != "" && h.category == "primary" {
		t.primaryOf[h.target] = n.e164
		t.voice(h.target, true, seenAt)
	}
	if h.target != "" {
		if t.given[h.target] == nil {
			t.given[h.target] = map[string]bool{}
		}
		t.given[h.target][n.e164] = true
	}
	t.numbers.version++
	if seenAt.After(t.numbers.settled) {
		t.numbers.settled = seenAt
	}
	n.hold(h, seenAt)
}

func (t *Tenant) voice(target string, on bool, seenAt time.Time) {
	if a := t.directory[target]; a != nil {
		a.enterprise.set(on, seenAt)
	}
}

func (t *Tenant) getOperation(c *call) answer {
	now := time.Now()
	t.settle(now)
	op := t.operations[c.args[0]]
	if op == nil {
		return refuse(http.StatusNotFound, "NotFound", "Operation '%s' is not found.", c.args[0])
	}
	if op.polls++; op.status == "notStarted" || op.status == "running" {
		op.status = "running"
		if op.polls >= 2 {
			t.finish(op, now)
		}
	}
	return ok(map[string]any{
		"@odata.context":  "https://graph.microsoft.com/v1.0/$metadata#" + management + "operations/$entity",
		"id":              op.id,
		"createdDateTime": op.created.UTC().Format(time.RFC3339),
		"status":          op.status,
		"numbers": []any{map[string]any{
			"resourceLocation": "https://graph.microsoft.com/v1.0/" + assignments + "/" + numberID(t.World.TenantID, op.number.e164),
			"status":           op.status, "statusDetail": orNull(op.detail)}},
	})
}
