package person

import "strings"

// Policy is a policy of Teams by its type and name, such as TenantDialPlan and "CH", and the id Graph grants it by. One
// name of one type may stand for none or several.
type Policy struct {
	Type string `json:"type"`
	Name string `json:"name"` // as people write it, without PowerShell's "Tag:"
	ID   string `json:"id"`
}

// Grant gives a person one policy; he has one of each type.
type Grant struct {
	Type     string `json:"type"`
	PolicyID string `json:"policyId"`
}

// Way is how a policy came to a person.
type Way string

const (
	// Direct is granted to the person himself; it goes before every group's.
	Direct Way = "direct"
	// ByGroup is granted to a group he is in.
	ByGroup Way = "group"
)

// Effective is a policy that holds for a person now.
type Effective struct {
	Policy
	By Way `json:"by,omitempty"` // empty for a way we do not know
}

// Line is one of a person's numbers as his configuration shows it.
type Line struct {
	Phone    string `json:"phone"`    // E.164, perhaps with ";ext="
	Category string `json:"category"` // primary, private or alternate; empty for one we do not know
}

// AccountType is what Teams takes somebody for (Graph reference: teamsUserConfiguration resource type). It is empty for
// one we do not know.
type AccountType string

// Configuration is a person as Teams has him ready to telephone. Teams follows the directory with some delay, and reads
// follow changes with some more: what is not in it may still come.
type Configuration struct {
	AccountType AccountType `json:"accountType,omitempty"`
	// EnterpriseVoice is switched on by Teams when a number is assigned and off when it is taken away (Teams PowerShell:
	// Set- and Remove-CsPhoneNumberAssignment); Graph has no call of its own for it.
	EnterpriseVoice bool `json:"enterpriseVoice"`
	// Features are what Teams says he may use, such as Teams, PhoneSystem and CallingPlan.
	Features []string `json:"features,omitempty"`
	// Policies are those granted to him or to a group he is in, at most one of a type. For the other types the company's
	// default holds, which is not listed.
	Policies []Effective `json:"policies,omitempty"`
	Numbers  []Line      `json:"numbers,omitempty"`
}

// Policy is the policy of that type that was granted. Microsoft's pages write the same type with a small first letter
// and with a large one.
func (c Configuration) Policy(policyType string) (Effective, bool) {
	for _, e := range c.Policies {
		if strings.EqualFold(e.Type, policyType) {
			return e, true
		}
	}
	return Effective{}, false
}
