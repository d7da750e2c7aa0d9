package desk

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/store"
	"github.com/numberdesk/numberdesk/internal/workday"
)

// Telephony is Teams Phone. Errors are problems: Busy was certainly not done, Unclear may have been.
type Telephony interface {
	// Assignments gives every number of the tenant, page by page, or an error: never silently a part.
	Assignments(ctx context.Context, page func([]inventory.Assignment) error) error
	// Assignment is one number as Teams shows it now; nil when the tenant does not know it.
	Assignment(ctx context.Context, n phone.Number) (*inventory.Assignment, error)
	// AssignmentsOf are the numbers a person has.
	AssignmentsOf(ctx context.Context, id person.ID) ([]inventory.Assignment, error)
	// Assign and Unassign start an operation and return its address.
	Assign(ctx context.Context, n phone.Number, to person.ID, t inventory.Type, location string) (operation string, err error)
	Unassign(ctx context.Context, n phone.Number, t inventory.Type) (operation string, err error)
	// Operation is how it stands; NotFound while it is young.
	Operation(ctx context.Context, address string) (inventory.Operation, error)
	// PolicyIDs are the policies of a type and name: none, one or several.
	PolicyIDs(ctx context.Context, policyType, name string) ([]person.Policy, error)
	// GrantPolicies may be repeated without harm, so that it is never Unclear. Configuration shows them later.
	GrantPolicies(ctx context.Context, id person.ID, grants []person.Grant) error
	// Configuration is a person as Teams has him; NotFound while Teams does not know him.
	Configuration(ctx context.Context, id person.ID) (person.Configuration, error)
	// Voices gives, page by page, whether calling is switched on for the people Teams knows, or an error. Whom it leaves out,
	// nothing is said of.
	Voices(ctx context.Context, page func(map[person.ID]bool) error) error
}

// Directory is Microsoft Entra ID.
type Directory interface {
	// Person reads somebody by object id or user principal name, with his manager.
	Person(ctx context.Context, id person.ID) (*person.Person, error)
	// People gives every person of the tenant, page by page, or an error.
	People(ctx context.Context, page func([]person.Person) error) error
	// Account tells what became of an object id.
	Account(ctx context.Context, id person.ID) (person.Account, error)
	// MemberOf are those of the groups the person is in, directly or not.
	MemberOf(ctx context.Context, id person.ID, groups []string) ([]string, error)
	// Members are the people of a group, directly or not, with name and state of the account, no more.
	Members(ctx context.Context, group string) ([]*person.Person, error)
	// Mailbox is when somebody is there; Forbidden when it may not be read.
	Mailbox(ctx context.Context, id person.ID) (person.Mailbox, error)
	// InstallApp puts the desk's app into a person's Teams; one that is there already is success.
	InstallApp(ctx context.Context, id person.ID) error
	// SetBusinessPhones writes the telephone the directory shows of a person. It may be repeated without harm.
	SetBusinessPhones(ctx context.Context, id person.ID, phones []string) error
}

// Messenger is the Bot Connector.
type Messenger interface {
	Post(ctx context.Context, ref activity.Reference, out activity.Outgoing) (activityID string, err error)
	Update(ctx context.Context, ref activity.Reference, activityID string, out activity.Outgoing) error
	Create(ctx context.Context, serviceURL, objectID string) (activity.Reference, error)
}

// Options is how a company runs its desk.
type Options struct {
	// Observe changes nothing in Teams.
	Observe bool
	// Admins and AdminGroups may run the desk; members of the groups are looked up in the directory.
	Admins      []person.ID
	AdminGroups []string
	// Policy is who approves requests.
	Policy request.Policy
	// Personas are what people get besides a number, and from where their numbers come.
	Personas persona.Personas
	// Help is where people turn to about their number.
	Help Help
	// AssignServices has numbers given to resource accounts through Graph, which its reference does not promise; otherwise
	// admins are told what to run.
	AssignServices bool
	// WriteBusinessPhone has the directory show a number that was delivered, AdoptBusinessPhone gives people the free number
	// that it shows already.
	WriteBusinessPhone, AdoptBusinessPhone bool
	// ApproverGroups and SiteAdmins are the groups that the policy's sources of these names ask, the latter by site.
	ApproverGroups []string
	SiteAdmins     map[string][]string
	// ExpireAfter ends a request nobody decided on. It is plain time: a number is not held longer because nobody works.
	ExpireAfter time.Duration
	// RemindAfter reminds those who have not decided, EscalateAfter asks others besides them: of working time, zero for never.
	RemindAfter, EscalateAfter time.Duration
	// Calendar is when people work at a site; nil is always.
	Calendar func(site string) workday.Calendar
	// Grace is how long a number stays with somebody who lost the licence.
	Grace time.Duration
	// MaxReleases and MaxReleasePercent brake a reconcile that would take too much away.
	MaxReleases, MaxReleasePercent int
	// MaxOnboardings is for how many people of personas' groups one reconcile asks for a number.
	MaxOnboardings int
	// RestDays is how long a number rests when its range does not say.
	RestDays int
	// BackupFolder takes the scheduled backups, of which the newest BackupsKept stay; empty makes none.
	BackupFolder string
	BackupsKept  int
	// DefaultCountry reads national numbers (ISO 3166-1 alpha-2).
	DefaultCountry string
	// LocationRequired are the countries whose numbers are assigned with an emergency location or not at all (ISO 3166-1 alpha-2).
	LocationRequired []string
	// ServiceURL is where people who never wrote are reached until Teams has called once.
	ServiceURL string
	// Files is where people's files are. Nil reaches none.
	Files Files
	// Settle is how long after an unanswered write Teams may still show its result. Until then the desk
	// only looks; afterwards it acts again. Zero means thirty seconds.
	Settle time.Duration
	// Point is called at every place where a crash could hurt; tests crash there. Nil does nothing.
	Point func(name string)
	Log   *slog.Logger
	// Undelivered, when not nil, is told the code of each message that is given up.
	Undelivered func(code string)
}

// Desk is the whole application behind its edges.
type Desk struct {
	db  store.DB
	tel Telephony
	dir Directory
	msg Messenger
	o   Options
	log *slog.Logger

	queue *queue
	// loaded is set when what the last process owed is in the queue.
	loading sync.Mutex
	loaded  bool
	// writing lets one write to Teams Phone run at a time: Microsoft publishes no limit for them.
	writing sync.Mutex
	// backingUp lets one backup be made at a time.
	backingUp sync.Mutex
	roles     memory[person.ID, bool]
	// policies are the ids that names of policies stand for.
	policies memory[persona.Wanted, string]
	// applicants are those with a form open.
	applicants memory[asking, facts]
	// listed are those who were looked up for a list.
	listed memory[asking, facts]
	// words, requests, delegations and refusals keep one person from flooding the desk, or others through it.
	words, requests, delegations, refusals habits
	// installed are people for whom the desk installed the app itself, until Teams says so.
	installed sync.Map
	// shut are the mailboxes that may not be read, and voiceShut whether calling was switched on may not.
	shut, voiceShut shut
	// lookAt is the person.ID at whom the next run begins to look for newcomers.
	lookAt  atomic.Value
	sync    singleflight.Group
	sealing chan struct{}
}

// New makes a desk over an open store. Nothing runs before Run.
func New(db store.DB, tel Telephony, dir Directory, msg Messenger, o Options) *Desk {
	if o.Settle == 0 {
		o.Settle = 30 * time.Second
	}
	if o.Undelivered == nil {
		o.Undelivered = func(string) {}
	}
	if o.Calendar == nil {
		o.Calendar = func(string) workday.Calendar { return workday.Calendar{} }
	}
	if o.Files == nil {
		o.Files = noFiles{}
	}
	if o.Point == nil {
		o.Point = func(string) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	d := &Desk{db: db, tel: tel, dir: dir, msg: msg, o: o, log: o.Log, sealing: make(chan struct{}, 1)}
	d.queue = newQueue(d.perform)
	return d
}

// Load lines up what was owed when the process last ended. Run does it when nobody did; whoever serves does it before,
// so that nothing new goes ahead of what is old, and Owed does not say nothing while it is read.
func (d *Desk) Load(ctx context.Context) error {
	d.loading.Lock()
	defer d.loading.Unlock()
	if d.loaded {
		return nil
	}
	var owed []store.Effect
	err := d.db.View(ctx, func(tx store.Tx) error {
		owed = nil
		return store.EachEffect(tx, func(e store.Effect) error {
			owed = append(owed, e)
			return nil
		})
	})
	if err != nil {
		return err
	}
	d.queue.add(owed...)
	d.loaded = true
	return nil
}

// Run performs what the desk owes until ctx ends, and then lets what is in hand finish.
// What was owed when the process last ended is owed still.
func (d *Desk) Run(ctx context.Context) error {
	if err := d.Load(ctx); err != nil {
		return err
	}
	var wg sync.WaitGroup
	wg.Go(func() { d.sealRun(ctx) })
	d.queue.run(ctx)
	wg.Wait()
	return nil
}

// Settled waits until nothing is owed but what waits for its time: a rest's end, a request's expiry.
func (d *Desk) Settled(ctx context.Context) error { return d.queue.settled(ctx) }

// Owed is how many effects wait, and since when the oldest does.
func (d *Desk) Owed() (count int, oldest time.Time) { return d.queue.depth() }

// Synced is when the last complete reconcile read the tenant; zero when none did.
func (d *Desk) Synced(ctx context.Context) (at time.Time, err error) {
	err = d.db.View(ctx, func(tx store.Tx) (err error) {
		at, err = store.Synced(tx)
		return err
	})
	return at, err
}

// sealRun chains the audit's open entries, a moment after they were written, so that many share one write.
func (d *Desk) sealRun(ctx context.Context) {
	for {
		for more := true; more; {
			err := d.db.Update(context.WithoutCancel(ctx), func(tx store.Tx) error {
				n, err := store.Seal(tx, 1000)
				more = n == 1000
				return err
			})
			if err != nil {
				d.log.Error("audit not sealed", problem.Cause(err))
				break
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-d.sealing:
		}
		select {
		case <-ctx.Done():
		case <-time.After(time.Second):
		}
	}
}
