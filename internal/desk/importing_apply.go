package desk

import (
	"context"
	"strconv"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sheet"
	"github.com/numberdesk/numberdesk/internal/store"
)

// presentIn is the inventory as a transaction sees it, for a planner.
func presentIn(tx store.Tx, o *Options, people map[string]person.ID) (p present, err error) {
	p = present{country: o.DefaultCountry, restDays: o.RestDays, people: people}
	if p.ranges, err = store.Ranges(tx); err != nil {
		return p, err
	}
	if p.forbidden, err = store.Forbidden(tx); err != nil {
		return p, err
	}
	p.number = func(n phone.Number) (inventory.Number, bool, error) { return store.Known(tx, n) }
	p.within = func(r phone.Range) ([]inventory.Number, error) { return store.Between(tx, r) }
	return p, nil
}

// peopleIn asks the directory for those whom a file names by their address. Who is not there is left out.
func (d *Desk) peopleIn(ctx context.Context, table *sheet.Table) (map[string]person.ID, error) {
	column := columnIn(table, "for")
	if column < 0 {
		return nil, nil
	}
	var found map[string]person.ID
	for _, row := range table.Rows {
		address := strings.ToLower(strings.TrimSpace(row.Cell(column)))
		if _, asked := found[address]; asked || !strings.Contains(address, "@") {
			continue
		}
		who, err := d.dir.Person(ctx, person.ID(address))
		if err != nil && problem.KindOf(err) != problem.NotFound {
			return nil, err
		}
		if found == nil {
			found = map[string]person.ID{}
		}
		if found[address] = ""; err == nil {
			found[address] = who.ID
		}
	}
	return found, nil
}

// importing is a file on its way into the inventory, within one transaction.
type importing struct {
	*work
	cause  string
	load   *store.Loader
	loaded int      // since the counts were written
	losing []string // ranges of single numbers that lost some to a new range
	grown  bool     // there may be numbers for those who wait
}

// importTable plans a table and does what it plans, step by step. When the plan refuses a line, or is another than the
// one with the digest, if one is given, the caller has to throw the transaction away.
func (w *work) importTable(table *sheet.Table, people map[string]person.ID, cause, digest string, tick func()) (plan, error) {
	p, err := presentIn(w.tx, w.o, people)
	if err != nil {
		return plan{}, err
	}
	p.now = w.now
	pl, err := newPlanner(table, p)
	if err != nil {
		return plan{}, err
	}
	i := importing{work: w, cause: cause, load: store.Load(w.tx)}
	result, err := pl.run(digest != "", tick, i.do)
	if err != nil || result.Refused.count > 0 || result.Digest != digest || result.nothing() {
		return result, err
	}
	if err := i.load.Flush(); err != nil {
		return result, err
	}
	if err := w.dropEmpty(i.losing, cause); err != nil {
		return result, err
	}
	if i.grown {
		if err := w.lookAnew(""); err != nil {
			return result, err
		}
	}
	return result, store.Record(w.tx, store.Entry{Actor: w.by, What: "inventory.import", Cause: cause, Detail: map[string]string{
		"ranges": strconv.Itoa(result.Ranges), "numbers": strconv.Itoa(result.Numbers), "changed": strconv.Itoa(result.Changed.count),
	}}, nil, w.now)
}

func (r plan) nothing() bool { return r.Added.count == 0 && r.Changed.count == 0 }

// do does one step of a plan.
func (i *importing) do(s step) error {
	if s.newRange != nil {
		i.losing = append(i.losing, s.from...)
		if err := i.makeRange(*s.newRange); err != nil {
			return err
		}
	}
	switch {
	case s.setRange != nil:
		return i.setRange(*s.oldRange, *s.setRange)
	case s.added:
		return i.add(s.number)
	case s.number.Phone == "":
		return nil
	}
	if i.loaded > 0 { // what follows may look at the counts
		i.loaded = 0
		if err := i.load.Flush(); err != nil {
			return err
		}
	}
	old, err := store.Number(i.tx, s.number.Phone)
	if err != nil {
		return err
	}
	if s.on == "" {
		old.Own = s.number.Own
		i.grown = i.grown || old.Pickable()
		if err := store.PutNumber(i.tx, old, i.now); err != nil {
			return err
		}
		return store.Record(i.tx, store.Entry{Actor: i.by, What: "inventory.describe", Number: old.Phone, Cause: i.cause}, nil, i.now)
	}
	_, err = i.moveNumber(old, s.on, i.cause, func(n *inventory.Number) {
		n.Own, n.Why, n.For, n.ForPerson, n.Until = s.number.Own, s.number.Why, s.number.For, s.number.ForPerson, s.number.Until
	})
	return err
}

// add writes a new number. A free one is in the audit with the import, as a range's are with the range; one that is kept
// has its move there, too.
func (i *importing) add(n inventory.Number) error {
	if err := i.load.Put(n); err != nil {
		return err
	}
	i.loaded++
	on, moved := map[inventory.State]inventory.Event{inventory.Reserved: inventory.Reserve, inventory.Blocked: inventory.Block}[n.State]
	if !moved {
		i.grown = true
		return nil
	}
	if !n.Until.IsZero() {
		if err := i.endAt(n); err != nil {
			return err
		}
	}
	return store.Record(i.tx, store.Entry{
		Actor: i.by, What: "number." + string(on), Number: n.Phone, From: string(inventory.Available), To: string(n.State), Cause: i.cause,
	}, nil, i.now)
}

// makeRange writes a new range with its numbers. Those that are ours already become numbers of it. Whoever waits for a
// number gets one when the whole file is in: a later line may keep the very number he would get now.
func (i *importing) makeRange(r inventory.Range) error {
	if err := store.PutRange(i.tx, r); err != nil {
		return err
	}
	detail := map[string]string{"name": r.Name, "site": r.Site, "country": r.Country}
	if r.First != "" {
		detail["first"], detail["last"] = string(r.First), string(r.Last)
		added, err := i.fill(i.load, r, i.cause)
		if err != nil {
			return err
		}
		i.loaded += added
		i.grown = true
	}
	return store.Record(i.tx, store.Entry{Actor: i.by, What: "range.add", Cause: i.cause, Detail: detail}, nil, i.now)
}

func (i *importing) setRange(old, r inventory.Range) error {
	i.grown = true
	return i.changeRange(old, r, i.cause)
}
