package desk

import (
	"context"
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// equipNow looks, grants what is missing, and says how it stands then; wait is set while what was granted is not shown yet,
// and after is how long Microsoft wants to be left alone.
func (d *Desk) equipNow(ctx context.Context, e store.Effect, r request.Request) (s request.Setup, wait bool, after time.Duration, err error) {
	s = *r.Setup
	s.Policies = slices.Clone(s.Policies)
	now := time.Now().UTC()
	seen, unseen := d.tel.Configuration(ctx, r.For)
	d.o.Point("configuration read")
	switch {
	case problem.KindOf(unseen) == problem.Busy && e.Failed[problem.Busy] < maxBusy:
		return s, false, 0, unseen
	case unseen == nil && seen.EnterpriseVoice:
		s.Voice = request.VoiceOn
	case unseen == nil && now.Sub(r.Moved) > sightLimit:
		s.Voice = request.VoiceOff
	case unseen == nil:
		wait = s.Voice != request.VoiceOff // Teams switches it on with the number, and shows it a while later
	}
	var missing []int
	for i := range s.Policies {
		p := &s.Policies[i]
		has, granted := seen.Policy(p.Type)
		switch {
		case !p.Done.IsZero():
		case granted && persona.SameName(has.Name, p.Name): // also through a group
			p.Done, p.Why, p.Code = now, say.Sentence{}, ""
		case unread(unseen) && !p.Granted.IsZero():
			p.Done, p.Unread, p.Why, p.Code = now, true, say.Sentence{}, ""
		case !p.Granted.IsZero() && now.Sub(p.Granted) < sightLimit:
			wait = true
		default:
			switch {
			case p.Granted.IsZero():
			case unseen != nil:
				p.Why, p.Code = problem.Say(unseen), codeOf(unseen)
			default:
				p.Why, p.Code = say.Text("Teams said it was done, but does not show it."), "Unseen"
			}
			missing = append(missing, i)
		}
	}
	if len(missing) > 0 {
		after = d.grantMissing(ctx, r.For, &s, missing, now)
	}
	for i := range s.Policies {
		p := &s.Policies[i]
		if p.Granted.Equal(now) && p.Done.IsZero() {
			wait = true
		}
	}
	return s, wait, after, ctx.Err()
}

// grantMissing grants policies, all in one request; when Teams refuses that, each by itself, so that one does not keep the
// others from being granted.
func (d *Desk) grantMissing(ctx context.Context, to person.ID, s *request.Setup, missing []int, now time.Time) (after time.Duration) {
	var grants []person.Grant
	var of []int
	refuse := func(i int, err error) {
		s.Policies[i].Why, s.Policies[i].Code = problem.Say(err), codeOf(err)
		after = max(after, problem.RetryAfter(err))
		d.log.Warn("policy not granted", "type", s.Policies[i].Type, problem.Cause(err))
	}
	var id string
	var err error
	for _, i := range missing {
		if kind := problem.KindOf(err); kind != problem.Forbidden && kind != problem.Busy { // which the others would hear, too
			id, err = d.policyID(ctx, persona.Wanted{Type: s.Policies[i].Type, Name: s.Policies[i].Name})
		}
		if err != nil {
			refuse(i, err)
			continue
		}
		grants, of = append(grants, person.Grant{Type: s.Policies[i].Type, PolicyID: id}), append(of, i)
	}
	d.writing.Lock()
	defer d.writing.Unlock()
	err = d.tel.GrantPolicies(ctx, to, grants)
	d.o.Point("granted")
	alone := problem.KindOf(err) == problem.Invalid && len(grants) > 1
	for k, i := range of {
		if alone {
			err = d.tel.GrantPolicies(ctx, to, grants[k:k+1])
		}
		if err != nil {
			// Teams may not know the id any more: it is looked up anew.
			d.policies.forget(persona.Wanted{Type: s.Policies[i].Type, Name: s.Policies[i].Name})
			refuse(i, err)
			continue
		}
		s.Policies[i].Granted, s.Policies[i].Why, s.Policies[i].Code = now, say.Sentence{}, ""
	}
	return after
}

// unread reports whether it is not permitted to read how Teams has people.
func unread(err error) bool { return problem.KindOf(err) == problem.Forbidden }

// idKept is how long the id that a policy's name stands for is taken for true: policies are made and renamed by people.
const idKept = time.Hour

// policyID is the id of the one policy that is meant.
func (d *Desk) policyID(ctx context.Context, w persona.Wanted) (string, error) {
	if id, known := d.policies.recall(w); known {
		return id, nil
	}
	found, err := d.tel.PolicyIDs(ctx, w.Type, w.Name)
	if err != nil {
		return "", err
	}
	one, err := w.One(found)
	if err != nil {
		return "", err
	}
	d.policies.remember(w, one.ID, idKept)
	return one.ID, nil
}
