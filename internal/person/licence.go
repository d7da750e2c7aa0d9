package person

import "slices"

// Plan is one service plan of a person, by its id: product (SKU) names change and bundle, plans do not.
type Plan struct {
	ID string `json:"id"`
	// Status is Graph's capabilityStatus: Enabled, Warning, Suspended, Deleted, LockedOut.
	Status string `json:"status"`
}

// Service plan ids, from Microsoft's "Product names and service plan identifiers for licensing".
const (
	planTeamsPhone      = "4828c8ec-dc2e-4779-b502-87ac9ce28ab7" // MCOEV
	planTeamsPhoneSMB   = "ed777b71-af04-42ca-9798-84344c66f7c6" // MCOEVSMB
	planTeamsPhoneGCC   = "db23fce2-a974-42ef-9002-d78dd42a0f22" // MCOEV_GOV
	planDomestic        = "4ed3ff63-69d7-4fb7-b984-5aec7f605ca8" // MCOPSTN1
	planInternational   = "5a10155d-f5c1-411a-a8ec-e99aae125390" // MCOPSTN2
	planPayAsYouGoOne   = "156a1efe-17cd-4b03-9f17-2eb512298fb3" // MCOPSTN_PAYG_1
	planPSTN3           = "6b340437-d6f9-4dc5-8cc2-99163f7f83d6" // MCOPSTN3
	planDomestic120     = "54a152dc-90de-4996-93d2-bc47e670fc06" // MCOPSTN5
	planDomestic240     = "346d83bf-6fe6-42ca-b424-b9300d2e21bf" // MCOPSTN6
	planUser120         = "16935b20-87c0-4908-934a-22aa267d0d26" // MCOPSTN8
	planTelstra         = "7861360b-dc3b-4eba-a3fc-0d323a035746" // MCOPSTNEAU
	planUnitedStates120 = "1346d5e6-15a6-4b88-9693-806ff7296a7a" // PSTN5_US
	planVirtualUser     = "f47330e9-c134-43b3-9993-e7f004506889" // MCOEV_VIRTUALUSER
	planVirtualUserGCC  = "0628a73f-3b4a-4989-bd7b-0f8823144313" // MCOEV_VIRTUALUSER_GOV
)

var (
	phonePlans   = []string{planTeamsPhone, planTeamsPhoneSMB, planTeamsPhoneGCC}
	callingPlans = []string{planDomestic, planInternational, planPayAsYouGoOne, planPSTN3, planDomestic120, planDomestic240, planUser120, planTelstra, planUnitedStates120}
	virtualPlans = []string{planVirtualUser, planVirtualUserGCC}
)

// Licence is what a person's plans amount to.
type Licence string

const (
	// Licensed for Teams Phone: a plan is Enabled, or in Warning, which still works.
	Licensed Licence = "licensed"
	// Unlicensed: no Teams Phone plan, or only plans that were taken away.
	Unlicensed Licence = "unlicensed"
	// Suspended or LockedOut: trouble with the subscription, no admin's decision about this person.
	// It blocks a new number and takes none away.
	Suspended Licence = "suspended"
)

// PhoneLicence tells whether the person may hold a Teams Phone number, by service plan and its
// capabilityStatus: presence alone says nothing, because Graph keeps removed plans as "Deleted"
// (Graph reference: assignedPlan resource).
func (p *Person) PhoneLicence() Licence { return licence(p.Plans, phonePlans) }

// HasCallingPlan reports whether Microsoft carries this person's calls, so that he may hold a Calling Plan number.
func (p *Person) HasCallingPlan() bool { return licence(p.Plans, callingPlans) == Licensed }

// ServiceLicence tells whether a resource account, such as an auto attendant's or a call queue's, may hold a number: it
// needs a plan of its own, and no person's plan will do ("Teams Phone Resource Account license").
func (p *Person) ServiceLicence() Licence { return licence(p.Plans, virtualPlans) }

// HasVirtualUser reports whether the account works with the plan for resource accounts. One that was never given it cannot
// be told from a person in the directory.
func (p *Person) HasVirtualUser() bool { return p.ServiceLicence() == Licensed }

// IsService reports whether this is a resource account, as far as plans tell: it has the plan of one, and is not somebody
// who works with a person's plan beside it; or it lost the plan and never had a person's. Resource accounts are disabled by
// design, so that nothing can be told from that alone ("Plan for Teams Voice applications": they cannot sign in).
func (p *Person) IsService() bool {
	if p.HasVirtualUser() {
		return !p.Enabled || p.PhoneLicence() != Licensed
	}
	return everHad(p.Plans, virtualPlans) && !everHad(p.Plans, phonePlans)
}

// everHad reports whether one of the plans is there, or was: Graph keeps those that were taken away.
func everHad(plans []Plan, wanted []string) bool {
	return slices.ContainsFunc(plans, func(p Plan) bool { return slices.Contains(wanted, p.ID) })
}

// planTeams is Teams itself.
const planTeams = "57ff2da0-773e-42df-b2af-ffb7a2317929" // TEAMS1

// LostTeams reports whether Teams was taken from the person. Who never had the plan may have Teams by another one.
func (p *Person) LostTeams() bool {
	return slices.ContainsFunc(p.Plans, func(plan Plan) bool { return plan.ID == planTeams }) && licence(p.Plans, []string{planTeams}) == Unlicensed
}

// planNames are Microsoft's own short names of the plans the desk tells apart.
var planNames = map[string]string{
	planTeamsPhone: "MCOEV", planTeamsPhoneSMB: "MCOEVSMB", planTeamsPhoneGCC: "MCOEV_GOV", planDomestic: "MCOPSTN1", planInternational: "MCOPSTN2",
	planPayAsYouGoOne: "MCOPSTN_PAYG_1", planPSTN3: "MCOPSTN3", planDomestic120: "MCOPSTN5", planDomestic240: "MCOPSTN6", planUser120: "MCOPSTN8",
	planTelstra: "MCOPSTNEAU", planUnitedStates120: "PSTN5_US", planVirtualUser: "MCOEV_VIRTUALUSER", planVirtualUserGCC: "MCOEV_VIRTUALUSER_GOV",
}

// ActivePlans are the plans that work now, by short name where it is known, and then by id.
func (p *Person) ActivePlans() []string {
	var names, active []string
	for _, plan := range p.Plans {
		if plan.Status != "Enabled" && plan.Status != "Warning" {
			continue
		}
		active = append(active, plan.ID)
		if name, ok := planNames[plan.ID]; ok {
			names = append(names, name)
		}
	}
	return append(names, active...)
}

func licence(plans []Plan, wanted []string) Licence {
	result := Unlicensed
	for _, plan := range plans {
		if !slices.Contains(wanted, plan.ID) {
			continue
		}
		switch plan.Status {
		case "Enabled", "Warning":
			return Licensed
		case "Suspended", "LockedOut":
			result = Suspended
		}
	}
	return result
}
