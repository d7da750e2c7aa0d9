// Package person holds what the directory says of somebody, as far as the desk's rules ask:
// is the account alive, where does he sit, may he have a Teams Phone number, who is his manager.
// It is plain values; it reads nothing.
package person

// ID is a Microsoft Entra object id. A person is this id and nothing else: names and addresses change.
type ID string

// Person is one directory object as last read.
type Person struct {
	ID            ID     `json:"id"`
	Name          string `json:"name"`
	UPN           string `json:"upn"`
	Mail          string `json:"mail,omitempty"`
	JobTitle      string `json:"jobTitle,omitempty"`
	Department    string `json:"department,omitempty"`
	Company       string `json:"company,omitempty"`
	City          string `json:"city,omitempty"`
	Office        string `json:"office,omitempty"`
	Country       string `json:"country,omitempty"`       // free text
	UsageLocation string `json:"usageLocation,omitempty"` // ISO 3166-1 alpha-2
	Enabled       bool   `json:"enabled"`
	Guest         bool   `json:"guest,omitempty"`
	// Language is the one he prefers, a BCP 47 tag such as de-DE, empty when it is not known. It is read of one person and
	// of his manager, not of everybody at once.
	Language string `json:"language,omitempty"`
	// BusinessPhones is what the directory shows as his telephone, at most one.
	BusinessPhones []string `json:"businessPhones,omitempty"`
	// Synced accounts are kept in the company's own Active Directory: what it keeps cannot be changed in the cloud. It is
	// read of one person alone.
	Synced bool `json:"synced,omitempty"`
	// Plans are the service plans assigned to him, removed ones included: Microsoft keeps them as "Deleted".
	Plans []Plan `json:"plans,omitempty"`
	// Groups are those he is in of the groups that were asked about, by object id in lower case.
	Groups []string `json:"groups,omitempty"`
	// Manager is as far as it was read: id, name and the state of the account. Nil when there is none.
	Manager *Person `json:"manager,omitempty"`
}

// Account is what became of a directory object.
type Account string

const (
	// Active is in the directory; it may still be disabled.
	Active Account = "active"
	// SoftDeleted can be restored for 30 days (Entra: "Restore or remove a recently deleted user").
	SoftDeleted Account = "softDeleted"
	// Gone is in neither the directory nor its recycle bin.
	Gone Account = "gone"
)

// CanDecide reports whether this account can be asked to approve: alive, and one of the company's own.
func (p *Person) CanDecide() bool { return p != nil && p.ID != "" && p.Enabled && !p.Guest }
