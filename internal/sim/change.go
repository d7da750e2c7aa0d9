package sim

import (
	"fmt"
	"slices"
	"time"
)

// The world changing under us: what administrators do in Microsoft's own portals. It takes effect at once.

// License gives a person a service plan, or takes it away; a plan taken away stays in assignedPlans as Deleted, and
// numbers stay where they are.
func (t *Tenant) License(key, plan string, on bool) error {
	if _, found := servicePlans[plan]; !found {
		return fmt.Errorf("unknown service plan %q", plan)
	}
	return t.change(key, func(a *account) {
		a.plans[plan] = "Deleted"
		if on {
			a.plans[plan] = "Enabled"
		}
	})
}

// Suspend gives a person's plan another capabilityStatus: Warning, Suspended or LockedOut.
func (t *Tenant) Suspend(key, plan, capabilityStatus string) error {
	return t.change(key, func(a *account) { a.plans[plan] = capabilityStatus })
}

// Disable blocks a person's sign-in.
func (t *Tenant) Disable(key string) error {
	return t.change(key, func(a *account) { a.Disabled = true })
}

// Enable allows it again.
func (t *Tenant) Enable(key string) error {
	return t.change(key, func(a *account) { a.Disabled = false })
}

// MakeGuest makes a person a guest of the company.
func (t *Tenant) MakeGuest(key string) error {
	return t.change(key, func(a *account) { a.Kind = "guest" })
}

// SoftDelete deletes a person, who can be restored for 30 days. Numbers stay with him.
func (t *Tenant) SoftDelete(key string) error {
	return t.change(key, func(a *account) { a.deleted = time.Now() })
}

// Restore brings a soft-deleted person back.
func (t *Tenant) Restore(key string) error {
	return t.change(key, func(a *account) { a.deleted = time.Time{} })
}

// Purge deletes a person for good. Whether the service then frees his numbers is not documented; here they stay with
// an object nothing lists any more, which is what has been reported.
func (t *Tenant) Purge(key string) error {
	return t.change(key, func(a *account) { a.deleted, a.purged = time.Now(), true })
}

// SetManager gives a person another manager; none when manager is empty.
func (t *Tenant) SetManager(key, manager string) error {
	if manager != "" && !t.Known(manager) {
		return fmt.Errorf("nobody is called %q", manager)
	}
	return t.change(key, func(a *account) { a.Manager = manager })
}

// Move gives a person another city, office and usage location.
func (t *Tenant) Move(key, city, usageLocation string) error {
	return t.change(key, func(a *account) { a.City, a.Office, a.UsageLocation = city, city, usageLocation })
}

// SetLanguage gives a person another preferredLanguage in the directory, a BCP 47 tag; none when it is empty. Teams
// itself speaks as [Person.SetLocale] says.
func (t *Tenant) SetLanguage(key, language string) error {
	return t.change(key, func(a *account) { a.PreferredLanguage = language })
}

// Consent gives the sample app these application permissions, and no others; tokens issued from now on say so.
func (t *Tenant) Consent(permissions ...string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Permissions = permissions
}

// Permit gives the sample app one more application permission, or takes it away; tokens issued from now on say so.
func (t *Tenant) Permit(permission string, on bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.Permissions = slices.DeleteFunc(slices.Clone(t.Permissions), func(p string) bool { return p == permission })
	if on {
		t.Permissions = append(t.Permissions, permission)
	}
}

func (t *Tenant) change(key string, apply func(*account)) error {
	a := t.people[key]
	if a == nil {
		return fmt.Errorf("nobody is called %q", key)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	apply(a)
	t.changes++
	a.changed = t.changes
	return nil
}

// Assign gives a number to a person in the admin center, taking it from whoever has it. A number Teams does not know is
// a Direct Routing one.
func (t *Tenant) Assign(number, key string) error { return t.reassign(number, key, "primary") }

// AssignLine does so with another assignmentCategory: a private or an alternate line besides the primary number.
func (t *Tenant) AssignLine(number, key, category string) error {
	if category != "private" && category != "alternate" {
		return fmt.Errorf("%q is no line besides the primary one: private or alternate", category)
	}
	return t.reassign(number, key, category)
}

// Unassign takes a number from whoever has it, in the admin center.
func (t *Tenant) Unassign(number string) error { return t.reassign(number, "", "") }

// SynchronizeNumber makes a number one that is kept in the on-premises Active Directory (numberSource onPremises).
func (t *Tenant) SynchronizeNumber(number string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.numbers.by[number]
	if n == nil {
		return fmt.Errorf("%s is not a number of the tenant", number)
	}
	n.source = "onPremises"
	t.numbers.version++
	return nil
}

// KeepNumbers turns [Tenant.KeepsNumbers] on.
func (t *Tenant) KeepNumbers() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.KeepsNumbers = true
}

// BlockAssignment keeps a number from being assigned, as Set-CsPhoneNumberAssignmentBlock does, or not any more. Graph
// lists it as free all the same.
func (t *Tenant) BlockAssignment(number string, on bool) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.numbers.by[number]
	if n == nil {
		return fmt.Errorf("%s is not a number of the tenant", number)
	}
	n.blocked = on
	return nil
}

// SetEnterpriseVoice switches a person's enterprise voice, as Set-CsPhoneNumberAssignment -EnterpriseVoiceEnabled does.
func (t *Tenant) SetEnterpriseVoice(key string, on bool) error {
	return t.change(key, func(a *account) { a.enterprise.set(on, time.Time{}) })
}

// EnterpriseVoice tells whether it is truly on now, whatever reads still show.
func (t *Tenant) EnterpriseVoice(key string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.settle(time.Now())
	return t.people[key].enterprise.now
}

// SetBusinessPhone writes the telephone the directory shows; none when it is empty.
func (t *Tenant) SetBusinessPhone(key, phone string) error {
	return t.change(key, func(a *account) { a.BusinessPhone = phone })
}

// BusinessPhone is the telephone the directory shows; empty for none.
func (t *Tenant) BusinessPhone(key string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.people[key].BusinessPhone
}

// Synchronize makes an account one that is kept in the company's own Active Directory, or a cloud account again.
func (t *Tenant) Synchronize(key string, on bool) error {
	return t.change(key, func(a *account) { a.Synced = on })
}

// Port tells how far a number has come that is ported in (portInStatus): firmOrderCommitmentAccepted, then completed.
func (t *Tenant) Port(number, status string) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := t.numbers.by[number]
	switch {
	case n == nil:
		return fmt.Errorf("%s is not a number of the tenant", number)
	case status != "firmOrderCommitmentAccepted" && status != "completed":
		return fmt.Errorf("%q is no portInStatus", status)
	}
	n.port = status
	t.numbers.version++
	return nil
}

func (t *Tenant) reassign(e, key, category string) error {
	a := t.people[key]
	if key != "" && a == nil {
		return fmt.Errorf("nobody is called %q", key)
	}
	if !e164.MatchString(e) {
		return fmt.Errorf("%q is not E.164", e)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.settle(now)
	n := t.numbers.by[e]
	if n == nil {
		n = &number{e164: e, numberType: "directRouting", source: "online", capability: []string{"userAssignment", "voiceApplicationAssignment"}}
		t.numbers.add(n)
	}
	h := holding{}
	if a != nil {
		h = holding{target: a.ID, category: category}
	}
	t.give(n, h, now)
	return nil
}
