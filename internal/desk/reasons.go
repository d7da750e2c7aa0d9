package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// findings are what was found out about an assignment that was refused.
type findings struct {
	about inventory.Facts
	// seen is the number in Teams, when somebody else has it.
	seen inventory.Assignment
}

// factsOf are what the words of a reason name of a number.
func factsOf(n inventory.Number) inventory.Facts {
	return inventory.Facts{Number: n.Phone, Type: n.Type, NumberCountry: n.Country, Range: n.Range}
}

// unsaid is Teams' not saying who has a number, which passes: nothing is done to it meanwhile.
func unsaid() error { return problem.New(problem.Busy, "Teams does not say who has this number.") }

// refusedFor is a reason as the requester reads it, with Microsoft's words as its cause.
func refusedFor(code string, about inventory.Facts, cause error) *problem.Error {
	return &problem.Error{Kind: problem.Conflict, Code: code, Say: inventory.ReasonOf(code).Failed(about), Err: cause}
}

// judge reads the number's person afresh and tells what is behind a refusal; see [inventory.Judge].
func (d *Desk) judge(ctx context.Context, why *problem.Error, r request.Request, n inventory.Number, seen *inventory.Assignment, found *findings) (*problem.Error, error) {
	p, err := d.dir.Person(ctx, r.For)
	if problem.KindOf(err) == problem.NotFound {
		p, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	other, err := d.otherNumber(ctx, r)
	if err != nil {
		return nil, err
	}
	said := why.Code
	if why.Kind == problem.NotFound { // one of the two it was about
		said = inventory.ReasonUserNotFound
	}
	code := inventory.Judge(said, n, seen, p, other)
	if code == inventory.ReasonTaken {
		return d.taken(ctx, found, seen, why.Err), nil
	}
	found.about.Other, found.about.NumberCountry = other, n.Country
	if p != nil {
		found.about.PersonCountry = p.UsageLocation
	}
	return refusedFor(code, found.about, why.Err), nil
}

// otherNumber is the primary number Teams shows for a request's person that is not the request's; "" for none.
func (d *Desk) otherNumber(ctx context.Context, r request.Request) (phone.Number, error) {
	held, err := d.tel.AssignmentsOf(ctx, r.For)
	for _, a := range held {
		if a.Phone != r.Number && a.Primary() {
			return a.Phone, err
		}
	}
	return "", err
}

// taken is that somebody else has the number.
func (d *Desk) taken(ctx context.Context, found *findings, seen *inventory.Assignment, cause error) *problem.Error {
	found.seen = *seen
	d.nameHolder(ctx, *seen)
	return refusedFor(inventory.ReasonTaken, found.about, cause)
}

// nameHolder remembers who has a number, so that admins read a name; without one they read that it is somebody.
func (d *Desk) nameHolder(ctx context.Context, seen inventory.Assignment) {
	if !seen.OfPerson() && !seen.OfService() {
		return
	}
	p, err := d.dir.Person(ctx, seen.Target)
	if err != nil {
		return
	}
	if err := d.update(context.WithoutCancel(ctx), rule, func(w *work) error { return w.remember(p) }); err != nil {
		d.log.Error("a name is not kept", problem.Cause(err))
	}
}

// judgeRelease is [Desk.judge] of a number that Teams refused to take from its holder.
func (d *Desk) judgeRelease(ctx context.Context, why *problem.Error, n inventory.Number, seen *inventory.Assignment, about inventory.Facts) (*problem.Error, error) {
	if seen != nil && seen.Target != n.Holder {
		return refusedFor(inventory.ReasonMoved, about, why.Err), nil
	}
	p, err := d.dir.Person(ctx, n.Holder)
	if problem.KindOf(err) == problem.NotFound {
		p, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	return refusedFor(inventory.JudgeRelease(why.Code, n, seen, p), about, why.Err), nil
}

// How many numbers one request may lose because Teams refuses them, and one range in a day: a refusal that is misread must
// not use a range up.
const (
	maxRefused       = 2
	maxRefusedOfDay  = 4
	refusedOfDayMark = "refused/"
)

// replaceFor blocks a number that Teams gives to nobody and takes the next of its range, which those who decided approved of.
// It does not when an admin named the number, when there is none, or when so many were refused that it is hardly the
// numbers.
func (w *work) replaceFor(id request.ID, why *problem.Error, cause string) (bool, error) {
	r, err := store.Request(w.tx, id)
	if err != nil {
		return false, err
	}
	n, err := store.Number(w.tx, r.Number)
	if err != nil {
		return false, err
	}
	said := store.Personal{"microsoft": causeText(why)}
	if r.Wanted && r.Ordered() || len(r.Refused) >= maxRefused {
		return false, nil
	}
	of, err := store.Range(w.tx, n.Range)
	if problem.KindOf(err) == problem.NotFound {
		return false, nil
	} else if err != nil {
		return false, err
	}
	next, err := freeOf(w.tx, of, 1)
	if err != nil || len(next) == 0 {
		return false, err
	}
	if may, err := w.mayRefuse(n.Range); err != nil || !may {
		return false, err
	}
	_, err = w.moveNumberSaying(n, inventory.Reject, cause, said, func(n *inventory.Number) {
		n.Why, n.Rejected = say.Text("Teams refuses it although it shows it as free"), w.now
	})
	if err != nil {
		return false, err
	}
	if err := w.tellAdmins(string(n.Phone)); err != nil {
		return false, err
	}
	r.Refused = append(slices.Clone(r.Refused), n.Phone)
	r.Number, r.Picked = next[0].number, say.Text("Teams refused %s, and %s", n.Phone.Display(), next[0].why)
	_, err = w.moveRequest(r, request.Replace, cause, said)
	return err == nil, err
}

// mayRefuse counts the numbers of a range that Teams refused today.
func (w *work) mayRefuse(rangeName string) (bool, error) {
	for i := range maxRefusedOfDay {
		mark := fmt.Sprintf("%s%s/%s/%d", refusedOfDayMark, rangeName, w.now.Format(time.DateOnly), i)
		if told, err := store.Told(w.tx, mark); err != nil || !told {
			if err == nil {
				err = store.PutTold(w.tx, mark)
			}
			return err == nil, err
		}
	}
	return false, nil
}

// patient is how long something may wait until it is said that it does.
const patient = 30 * time.Second

// delayed says on the request's cards, and to the admins when it is the desk's rights, what a delivery waits for. It is
// said once for each cause.
func (w *work) delayed(id request.ID, v verdict, since time.Duration) error {
	if v.delay == nil || v.wait < patient && since < patient {
		return nil
	}
	r, err := store.Request(w.tx, id)
	if err != nil || r.State != request.Delivering || r.Delay != nil && r.Delay.Code == v.delay.Code {
		return err
	}
	words := inventory.ReasonOf(v.delay.Code)
	if words.Waits == nil {
		return nil
	}
	about := inventory.Facts{Number: r.Number, Needs: v.delay.Needs}
	r.Delay = &request.Delay{Say: words.Waits(about), Admin: words.AdminWaits(about), Code: v.delay.Code, Since: w.now}
	err = store.Record(w.tx, store.Entry{
		Actor: w.by, What: "request.delay", Request: r.ID, Number: r.Number, Person: r.For, Detail: map[string]string{"reason": v.delay.Code},
	}, store.Personal{"microsoft": causeText(v.delay)}, w.now)
	if err != nil {
		return err
	}
	if err := store.PutRequest(w.tx, r); err != nil {
		return err
	}
	if err := w.showConcerned(r); err != nil {
		return err
	}
	return w.tellOfRights(v.delay)
}

// releaseDelayed is [work.delayed] of a number that is being taken back, which only admins see.
func (w *work) releaseDelayed(number phone.Number, v verdict, about inventory.Facts, since time.Duration) error {
	if v.delay == nil || v.wait < patient && since < patient {
		return nil
	}
	n, err := store.Number(w.tx, number)
	if err != nil || n.State != inventory.Releasing {
		return err
	}
	words := inventory.ReasonOf(v.delay.Code)
	if words.AdminWaits == nil {
		return nil
	}
	about.Needs = v.delay.Needs
	n.Why = words.AdminWaits(about)
	if err := store.PutNumber(w.tx, n, w.now); err != nil {
		return err
	}
	return w.tellOfRights(v.delay)
}

// troubled says what a step could not be made for: it is tried again like every effect.
func (d *Desk) troubled(ctx context.Context, e store.Effect, err error, record func(*work, verdict) error) {
	var why *problem.Error
	if !asProblem(err, &why) {
		return
	}
	if err := d.update(context.WithoutCancel(ctx), rule, func(w *work) error { return record(w, verdict{delay: why, wait: why.RetryAfter}) }); err != nil {
		d.log.Error("a delay is not noted", "kind", e.Kind, problem.Cause(err))
	}
}

// rightsSubject begins the subject of a card about what the desk's app may not do: rights/<code>/<permission>/<day>.
const rightsSubject = "rights/"

// tellOfRights tells the admins, once a day, what the desk's app may not do: whatever waits for it waits for the same.
func (w *work) tellOfRights(why *problem.Error) error {
	if !inventory.Rights(why.Code) {
		return nil
	}
	return w.tellOnce(rightsSubject + why.Code + "/" + why.Needs + "/" + w.now.Format(time.DateOnly))
}

func drawRights(subject string) (card.Card, say.Sentence, error) {
	parts := strings.Split(strings.TrimPrefix(subject, rightsSubject), "/")
	data := card.NoticeData{Title: say.Text("Microsoft refuses the desk"), Tone: card.Attention,
		Text: inventory.ReasonOf(parts[0]).AdminWaits(inventory.Facts{Needs: parts[1]}),
		Next: say.Text("Type requests to see what waits, and check to see what the desk may do.")}
	return data, data.Title, nil
}

// failedFor is what an admin reads of why a delivery failed: what to do, and who has the number.
func failedFor(tx store.Tx, f request.Failure) say.Sentence {
	if f.Holder == "" {
		return f.Admin.Or(f.Say)
	}
	return say.Text("In Teams the number is with %s.", nameOf(tx, f.Holder)).And(f.Admin)
}

// stateOf is a request's state in a table for admins, with why it is so and what is open of it.
func stateOf(r request.Request) say.Sentence {
	switch {
	case r.State == request.DeliveryFailed && r.Failure != nil && r.Failure.Code != "":
		return say.Text("stuck: %s", inventory.ReasonOf(r.Failure.Code).Label)
	case r.State == request.Delivering && r.Delay != nil:
		return say.Text("being delivered: %s", inventory.ReasonOf(r.Delay.Code).Label)
	case r.Unfinished():
		return say.List(", ", r.State.Words(), openSaid(r))
	}
	return r.State.Words()
}

// insteadOf are the numbers in whose place a request's number is.
func insteadOf(r request.Request) say.Sentence {
	var refused []say.Sentence
	for _, n := range r.Refused {
		refused = append(refused, say.Words(n.Display()))
	}
	if len(refused) == 0 {
		return say.Sentence{}
	}
	return say.Text("%s, which Teams does not give out", say.List(", ", refused...))
}
