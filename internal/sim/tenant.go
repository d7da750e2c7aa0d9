package sim

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Permissions are the Graph application permissions the sample app was consented to: what the product documents as
// its minimum.
var Permissions = []string{
	"TeamsTelephoneNumber.ReadWrite.All", "TeamsUserConfiguration.Read.All", "User.Read.All", "GroupMember.Read.All",
	"TeamsAppInstallation.ReadWriteSelfForUser.All", "AppCatalog.Read.All",
}

// Tenant is the running company: plain maps behind one mutex. It is made by [New]; the exported fields are set before
// the first request and not changed while one is in flight.
type Tenant struct {
	// World is what the tenant was made from.
	World World
	// Bot carries an activity to the bot's messaging endpoint. Without one it is sent to BotURL by HTTP.
	Bot func(*http.Request) (*http.Response, error)
	// BotURL is the messaging endpoint, such as https://bot.contoso.com/api/messages.
	BotURL string
	// ServiceURL is where the bot finds the connector; [Tenant.Listen] sets it to its own address.
	ServiceURL string
	// Permissions are the application permissions put into Graph tokens from now on; at first [Permissions].
	Permissions []string
	// KeepsNumbers makes unassignNumber refuse people without a voice licence. Microsoft does not say what it does there;
	// a vendor's guide says to license them again first.
	KeepsNumbers bool

	mu          sync.Mutex
	unpublished bool // the bot's app, in the catalog
	uploads     int  // of it, after the first
	seed        uint64
	drops       bool
	tick        uint64 // last activity id
	changes     uint64 // of the directory so far
	people      map[string]*account
	directory   map[string]*account // by object id
	order       []*account
	groups      map[string]*Group // by object id
	groupKeys   map[string]*Group
	numbers     numbers
	operations  map[string]*operation
	pending     []*operation
	primaryOf   map[string]string          // object id to its primary number
	given       map[string]map[string]bool // object id to every number it ever had
	policies    map[[2]string]*granted     // object id of a person or group, and policy type
	registry    map[string][]policyOf      // by type and name in small letters, where it was set
	sentTo      map[string]window
	chats       map[string]*chat
	shown       []Shown
	drive       []*StoredFile // of all people
	journal     []Entry
	violations  []string
	faults      []*fault
	keys        keyring
	closers     []func()
	following   sync.WaitGroup // what accepted requests set off
}

// account is a person of the directory as he is now. chat is nil until the bot is installed or a conversation made.
type account struct {
	User
	mri        string
	plans      map[string]string // plan to capabilityStatus
	since      time.Time
	deleted    time.Time
	purged     bool
	changed    uint64     // the change of the directory that touched him last
	enterprise late[bool] // isEnterpriseVoiceEnabled
	installed  bool
	removed    bool // by himself
	mailbox    mailbox
	forbidden  bool // by an app permission policy
	blocked    bool
	chats      int
	chat       *chat
	last       []byte // the last activity sent, for delivery once more
}

// New starts the company. Without another call to [Tenant.Seed] its faults are those of seed 1.
func New(world World) *Tenant {
	t := &Tenant{
		World: world, ServiceURL: "https://microsoft.sim/teams/", BotURL: "https://bot.sim/api/messages",
		Permissions: slices.Clone(Permissions), seed: 1, drops: true, changes: 1, tick: 1_700_000_000_000,
		people: map[string]*account{}, directory: map[string]*account{}, groups: map[string]*Group{},
		groupKeys: map[string]*Group{}, operations: map[string]*operation{}, policies: map[[2]string]*granted{},
		registry:  map[string][]policyOf{},
		primaryOf: map[string]string{}, given: map[string]map[string]bool{},
		chats: map[string]*chat{}, sentTo: map[string]window{}, keys: keyring{current: "1"},
		numbers: numbers{by: map[string]*number{}},
	}
	if world.BotName == "" {
		t.World.BotName = "Number Desk"
	}
	for _, u := range world.People {
		a := &account{User: u, mri: "29:1" + opaque("mri", u.ID), plans: map[string]string{}, since: time.Now(), changed: 1}
		if a.Kind == "" {
			a.Kind = "user"
		}
		for _, plan := range u.Plans {
			a.plans[plan] = "Enabled"
		}
		t.people[u.Key], t.directory[u.ID] = a, a
		t.order = append(t.order, a)
	}
	for _, g := range world.Groups {
		t.groups[g.ID], t.groupKeys[g.Key] = &g, &g
	}
	for _, r := range world.Numbers {
		t.upload(r)
	}
	return t
}

func (t *Tenant) upload(r NumberRange) {
	capability, source := r.Capability, r.Source
	if len(capability) == 0 {
		capability = []string{"userAssignment", "voiceApplicationAssignment"}
	}
	if source == "" {
		source = "online"
	}
	for e := r.First; ; e = next(e) {
		n := &number{e164: e, numberType: r.Type, country: r.Country, city: r.City, source: source, capability: capability,
			uploaded: true}
		if key := r.Assigned[e]; key != "" {
			t.give(n, holding{target: t.people[key].ID, category: "primary"}, time.Time{})
		}
		t.numbers.add(n)
		if e == r.Last {
			return
		}
	}
}

// Close stops every listener and connection of the tenant. Whatever it still had to do is not done.
func (t *Tenant) Close() {
	t.mu.Lock()
	closers := t.closers
	t.closers = nil
	t.mu.Unlock()
	for _, c := range slices.Backward(closers) {
		c()
	}
	t.following.Wait()
}

// KeyOf is the key of the person or group with that object id, or the id itself when nobody has it.
func (t *Tenant) KeyOf(objectID string) string {
	if a := t.directory[objectID]; a != nil {
		return a.Key
	}
	if g := t.groups[objectID]; g != nil {
		return g.Key
	}
	return objectID
}

// IDOf is the object id of the person or group with that key, and empty when there is none.
func (t *Tenant) IDOf(key string) string {
	if a := t.people[key]; a != nil {
		return a.ID
	}
	if g := t.groupKeys[key]; g != nil {
		return g.ID
	}
	return ""
}

// Keys are the keys of all people, sorted.
func (t *Tenant) Keys() []string { return slices.Sorted(maps.Keys(t.people)) }

// Holder is the key of who truly has the number now, whatever reads still show; empty for nobody.
func (t *Tenant) Holder(e164 string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.settle(time.Now())
	n := t.numbers.by[e164]
	if n == nil || n.now.target == "" {
		return ""
	}
	return t.KeyOf(n.now.target)
}

// Held is every number somebody truly has now, with the key of who has it.
func (t *Tenant) Held() map[string]string {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.settle(time.Now())
	held := map[string]string{}
	for e, n := range t.numbers.by {
		if n.now.target != "" {
			held[e] = t.KeyOf(n.now.target)
		}
	}
	return held
}

// alive is the account with that object id or, as Graph allows, userPrincipalName, unless it was deleted.
func (t *Tenant) alive(id string) *account {
	a := t.directory[strings.ToLower(id)]
	if a == nil && strings.Contains(id, "@") {
		at := slices.IndexFunc(t.order, func(o *account) bool { return strings.EqualFold(o.UPN, id) })
		if at >= 0 {
			a = t.order[at]
		}
	}
	if a == nil || a.purged || !a.deleted.IsZero() {
		return nil
	}
	return a
}

// licensed tells whether any of the plans is in force; Warning is the grace of a lapsed subscription.
func (a *account) licensed(plans ...string) bool {
	return slices.ContainsFunc(plans, func(p string) bool { return a.plans[p] == "Enabled" || a.plans[p] == "Warning" })
}

// voice tells whether the account has what "Plan for Teams Phone" asks before a number of that type can be assigned.
func (a *account) voice(numberType string) bool {
	if a.Kind == "resourceAccount" {
		return a.licensed("MCOEV_VIRTUALUSER", "MCOEV_VIRTUALUSER_GOV")
	}
	return a.licensed("MCOEV", "MCOEVSMB") && (numberType != "callingPlan" || a.licensed("MCOPSTN1", "MCOPSTN2"))
}
