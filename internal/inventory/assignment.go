package inventory

import (
	"slices"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// Assignment is a number as Teams shows it: Graph's numberAssignment. A value Graph may add one day and
// we do not know reads as "", and "" is never taken for free.
type Assignment struct {
	Phone  phone.Number
	Type   Type
	Status string    // assignmentStatus: unassigned, userAssigned, conferenceAssigned, voiceApplicationAssigned, …
	Target person.ID // assignmentTargetId; for policyAssigned it is a policy, not a person
	// Category is primary, private or alternate.
	Category   string
	Activation string // activated, assignmentPending, assignmentFailed, updatePending, updateFailed
	// OnPremises numbers are synchronized from Active Directory and cannot be changed in the cloud.
	OnPremises   bool
	PortIn       string // "", completed, or not yet
	Capabilities []string
	Country      string
	City         string
	// Location is the id of the emergency location Teams has for it.
	Location string
}

// Free reports whether nobody has it.
func (a *Assignment) Free() bool { return a == nil || a.Status == "unassigned" && a.Target == "" }

// Unsaid reports whether Teams says that somebody has it and not who, as while it is in trouble
// (assignmentStatus internalError). Nothing can be concluded from it.
func (a *Assignment) Unsaid() bool { return a != nil && a.Target == "" && a.Status != "unassigned" }

// OfPerson reports whether a person has it, rather than a service or a policy.
func (a *Assignment) OfPerson() bool {
	return a != nil && a.Status == "userAssigned" && a.Target != ""
}

// OfService reports whether a resource account has it, such as an auto attendant's, a call queue's or a bot's. Which of
// these it is Graph does not show.
func (a *Assignment) OfService() bool {
	return a != nil && a.Status == "voiceApplicationAssigned" && a.Target != ""
}

// Of reports whether this person has it, or this resource account.
func (a *Assignment) Of(who person.ID, service bool) bool {
	if service {
		return a.OfService() && a.Target == who
	}
	return a.OfPerson() && a.Target == who
}

// May reports whether Teams gives it to people, or to services. Of one that Teams does not know yet, as of Direct Routing,
// nothing speaks against it.
func (a *Assignment) May(service bool) bool {
	capability := "userAssignment"
	if service {
		capability = "voiceApplicationAssignment"
	}
	return a == nil || slices.Contains(a.Capabilities, capability)
}

// Primary reports whether it is the holder's own number, of which Teams lets a person have one, and not a private or an
// alternate line besides.
func (a *Assignment) Primary() bool {
	return a != nil && a.Category != "private" && a.Category != "alternate"
}

// Porting reports whether another carrier has yet to hand it over (portInStatus). A status we do not know is one of a
// number that is not there.
func (a *Assignment) Porting() bool {
	return a != nil && a.PortIn != "" && a.PortIn != "completed"
}

// Pending reports whether Teams is still changing it.
func (a *Assignment) Pending() bool {
	return a != nil && (a.Activation == "assignmentPending" || a.Activation == "updatePending")
}

// Operation is the state of an asynchronous assign or unassign: Graph's telephoneNumberLongRunningOperation.
type Operation struct {
	// Status is notStarted, running, succeeded, failed, or "" for anything else, "skipped" among it.
	Status string
	// Why is the reason it failed, with Microsoft's own text as its cause; nil unless it failed.
	Why *problem.Error
}
