package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/say"
	"github.com/numberdesk/numberdesk/internal/store"
)

// Plan is what a complete read of the tenant says has to change, and what came of it.
type Plan struct {
	Read    time.Time          `json:"read"`
	Numbers int                `json:"numbers"` // of ours
	Tenant  int                `json:"tenant"`  // numbers Teams shows
	Changes []inventory.Change `json:"changes"`
	// Foreign are numbers in use in Teams that are none of ours: listed, never touched.
	Foreign []phone.Number `json:"foreign"`
	// Onboard are those for whom a number is asked, because they are in the group of their persona; Said is what could not be
	// read, and kept nothing else from being settled.
	Onboard []Newcomer     `json:"onboard,omitempty"`
	Said    []say.Sentence `json:"-"`
	// Stopped says why the plan was not carried out: the brake, or that the desk only observes.
	Stopped say.Sentence `json:"-"`
	Applied int          `json:"applied"`
	// names are those of people whom the directory named while it was read.
	names map[person.ID]store.Name
	// heard is set when it was looked for whom calling is switched on.
	heard bool
	// next is where the next run begins to look for newcomers; empty for the first of all.
	next person.ID
}

// Takes is how many numbers the plan takes away.
func (p Plan) Takes() (n int) {
	for _, c := range p.Changes {
		if c.Takes {
			n++
		}
	}
	return n
}

// Reconcile reads the whole tenant and says what has to change; with apply it changes it, through the
// outbox where Teams is concerned. allow, when greater, is how many numbers this run may take away instead of
// the configured limit. A read that is not complete is an error and changes nothing. Whoever
// comes while one runs gets that one's plan.
func (d *Desk) Reconcile(ctx context.Context, by store.Actor, apply bool, allow int) (Plan, error) {
	result, err, _ := d.sync.Do(fmt.Sprint(apply, allow), func() (any, error) {
		plan, err := d.plan(ctx, by, allow)
		if err != nil || !apply {
			return plan, err
		}
		if plan, err = d.carryOut(ctx, by, plan); err != nil {
			return plan, err
		}
		if err := d.watchStock(ctx); err != nil {
			return plan, err
		}
		return plan, d.db.Update(ctx, func(tx store.Tx) error {
			if plan.heard {
				if err := store.PutHeard(tx, plan.Read); err != nil {
					return err
				}
			}
			return store.PutSynced(tx, plan.Read)
		})
	})
	plan, _ := result.(Plan)
	return plan, err
}

// lately is how long after a number moved here the pages of the tenant may still show it as it was.
const lately = time.Hour

// plan compares ours with theirs. All reads are done before anything is concluded.
func (d *Desk) plan(ctx context.Context, by store.Actor, allow int) (Plan, error) {
	plan := Plan{Read: time.Now().UTC(), Changes: []inventory.Change{}, Foreign: []phone.Number{}, names: map[person.ID]store.Name{}}
	var theirs []inventory.Assignment
	err := d.tel.Assignments(ctx, func(page []inventory.Assignment) error {
		theirs = append(theirs, page...)
		return nil
	})
	if err != nil {
		return plan, err
	}
	d.o.Point("read")
	slices.SortFunc(theirs, func(a, b inventory.Assignment) int { return strings.Compare(string(a.Phone), string(b.Phone)) })
	plan.Tenant = len(theirs)

	// A number that the pages show otherwise than we know is read alone when it was in use, or moved lately:
	// pages shift while they are read, and show a change late.
	holders := map[person.ID]*inventory.Holder{}
	var alone []inventory.Assignment
	known, inUse := make(map[phone.Number]bool), 0
	err = store.EachNumber(ctx, d.db, func(n inventory.Number) error {
		plan.Numbers++
		known[n.Phone] = true
		a := find(theirs, n.Phone)
		used := n.State == inventory.Assigned || n.State == inventory.Parked
		if used {
			inUse++
		}
		if used && a.Free() || !a.Free() && a.Target != n.Holder && plan.Read.Sub(n.Since) < lately {
			seen, err := d.tel.Assignment(ctx, n.Phone)
			if err != nil {
				return err
			}
			if seen == nil {
				seen = &inventory.Assignment{Phone: n.Phone, Status: "unassigned"}
			}
			alone = append(alone, *seen)
			a = seen
		}
		switch {
		case (a.OfPerson() || a.OfService()) && a.Target != n.Holder:
			plan.names[a.Target] = store.Name{} // to be adopted, or moved
		case a.OfPerson() && used:
			holders[n.Holder] = nil
		}
		return nil
	})
	if err != nil {
		return plan, err
	}
	for _, seen := range alone {
		if i, ok := slices.BinarySearchFunc(theirs, seen.Phone, byPhone); ok {
			theirs[i] = seen
		} else {
			theirs = slices.Insert(theirs, i, seen)
		}
	}
	if err := d.readHolders(ctx, holders, plan.names); err != nil {
		return plan, err
	}
	if err := d.hear(ctx, by, &plan, holders); err != nil {
		return plan, err
	}

	now := time.Now().UTC()
	err = store.EachNumber(ctx, d.db, func(n inventory.Number) error {
		if change, changed := inventory.Compare(n, find(theirs, n.Phone), holders[n.Holder], now, d.o.Grace); changed {
			plan.Changes = append(plan.Changes, change)
		}
		return nil
	})
	for i := range theirs {
		if a := &theirs[i]; !a.Free() && !known[a.Phone] {
			plan.Foreign = append(plan.Foreign, a.Phone)
		}
	}
	if err != nil {
		return plan, err
	}
	if err := d.newcomers(ctx, &plan, theirs); err != nil {
		return plan, err
	}
	for _, n := range plan.Onboard {
		plan.names[n.Person] = store.Name{Name: n.a.person.Name, UPN: n.a.person.UPN}
	}
	if why, stop := inventory.Brake(plan.Changes, inUse, d.o.MaxReleases, d.o.MaxReleasePercent); stop && plan.Takes() > allow {
		plan.Stopped = why
	}
	return plan, err
}

func byPhone(a inventory.Assignment, n phone.Number) int {
	return strings.Compare(string(a.Phone), string(n))
}

func find(sorted []inventory.Assignment, n phone.Number) *inventory.Assignment {
	i, ok := slices.BinarySearchFunc(sorted, n, byPhone)
	if !ok {
		return nil
	}
	return &sorted[i]
}

// readHolders reads what the directory says of every holder: all people page by page, and those who are
// not among them one by one, because a page can miss somebody and the recycle bin is on no page.
func (d *Desk) readHolders(ctx context.Context, holders map[person.ID]*inventory.Holder, names map[person.ID]store.Name) error {
	if len(holders)+len(names) == 0 {
		return nil
	}
	err := d.dir.People(ctx, func(page []person.Person) error {
		for i := range page {
			if p := &page[i]; has(holders, p.ID) {
				holders[p.ID] = holderOf(p)
			} else if p := &page[i]; has(names, p.ID) {
				names[p.ID] = store.Name{Name: p.Name, UPN: p.UPN}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for id, holder := range holders {
		if holder != nil {
			continue
		}
		account, err := d.dir.Account(ctx, id)
		if err != nil {
			return err
		}
		if account != person.Active {
			holders[id] = &inventory.Holder{Account: account}
			continue
		}
		p, err := d.dir.Person(ctx, id)
		if err != nil {
			return err
		}
		holders[id] = holderOf(p)
	}
	return nil
}

func holderOf(p *person.Person) *inventory.Holder {
	return &inventory.Holder{Account: person.Active, Enabled: p.Enabled, Licence: p.PhoneLicence(), Service: p.IsService()}
}

func has[K comparable, V any](m map[K]V, k K) bool { _, ok := m[k]; return ok }
