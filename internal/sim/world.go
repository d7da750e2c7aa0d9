package sim

import (
	_ "embed"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed world.yaml
var sampleWorld []byte

// World is the company as it stands before anything happens: its tenant, the bot's app registration, its people,
// groups and telephone numbers. It is plain data, written in YAML.
type World struct {
	// TenantID is the Entra tenant's GUID.
	TenantID string `yaml:"tenant_id"`
	// AppID is the client id of the bot's app registration, which is also its Graph client.
	AppID string `yaml:"app_id"`
	// Secret is the client secret the login accepts.
	Secret string `yaml:"secret"`
	// BotName is the name Teams shows for the bot.
	BotName string `yaml:"bot_name"`
	// People are the members, guests and resource accounts of the directory.
	People []User `yaml:"people"`
	// Groups are its security groups.
	Groups []Group `yaml:"groups"`
	// Numbers are the telephone numbers Teams knows.
	Numbers []NumberRange `yaml:"numbers"`
}

// User is a row of the directory. Key is the name the simulation calls it by; Microsoft never sees it.
type User struct {
	Key           string `yaml:"key"`
	ID            string `yaml:"id"`
	Name          string `yaml:"name"`
	UPN           string `yaml:"upn"`
	Kind          string `yaml:"kind"` // user (default), guest or resourceAccount, as in teamsUserConfiguration.accountType
	Disabled      bool   `yaml:"disabled"`
	Department    string `yaml:"department"`
	JobTitle      string `yaml:"job_title"`
	City          string `yaml:"city"`
	Office        string `yaml:"office"`
	Country       string `yaml:"country"`        // free text
	UsageLocation string `yaml:"usage_location"` // ISO 3166-1 alpha-2
	Locale        string `yaml:"locale"`         // of the Teams client, default en-US
	TimeZone      string `yaml:"time_zone"`      // of the Teams client, default UTC
	Manager       string `yaml:"manager"`        // key
	// Plans are the names of the service plans in force, such as MCOEV; see servicePlans.
	Plans []string `yaml:"plans"`
	// BusinessPhone is the one entry of businessPhones; empty is none.
	BusinessPhone string `yaml:"business_phone"`
	// Synced accounts come from the company's own Active Directory (onPremisesSyncEnabled).
	Synced bool `yaml:"synced"`
	// PreferredLanguage is what the directory says, a BCP 47 tag; null when it is empty.
	PreferredLanguage string `yaml:"preferred_language"`
}

// Group is a security group; a member is a person's key, or "group:" and another group's key.
type Group struct {
	Key     string   `yaml:"key"`
	ID      string   `yaml:"id"`
	Name    string   `yaml:"name"`
	Members []string `yaml:"members"`
}

// NumberRange is a run of consecutive numbers, both ends included, that Teams lists alike. Direct Routing numbers in it
// count as uploaded, so they stay listed while nobody holds them.
type NumberRange struct {
	First      string            `yaml:"first"`
	Last       string            `yaml:"last"`
	Type       string            `yaml:"type"`       // directRouting, callingPlan or operatorConnect
	Country    string            `yaml:"country"`    // isoCountryCode; Teams has none for Direct Routing
	City       string            `yaml:"city"`       // likewise
	Capability []string          `yaml:"capability"` // default userAssignment and voiceApplicationAssignment
	Source     string            `yaml:"source"`     // online (default) or onPremises
	Assigned   map[string]string `yaml:"assigned"`   // number to key of its holder
}

// servicePlans are the plans a person can have, by name, with the ids of "Product names and service plan identifiers for
// licensing" and the service each belongs to.
var servicePlans = map[string]struct{ id, service string }{
	"TEAMS1":                {"57ff2da0-773e-42df-b2af-ffb7a2317929", "TeamspaceAPI"},
	"MCOEV":                 {"4828c8ec-dc2e-4779-b502-87ac9ce28ab7", "MicrosoftCommunicationsOnline"},
	"MCOEVSMB":              {"ed777b71-af04-42ca-9798-84344c66f7c6", "MicrosoftCommunicationsOnline"},
	"MCOEV_VIRTUALUSER":     {"f47330e9-c134-43b3-9993-e7f004506889", "MicrosoftCommunicationsOnline"},
	"MCOEV_VIRTUALUSER_GOV": {"0628a73f-3b4a-4989-bd7b-0f8823144313", "MicrosoftCommunicationsOnline"},
	"MCOPSTN1":              {"4ed3ff63-69d7-4fb7-b984-5aec7f605ca8", "MicrosoftCommunicationsOnline"},
	"MCOPSTN2":              {"5a10155d-f5c1-411a-a8ec-e99aae125390", "MicrosoftCommunicationsOnline"},
	"MCOSTANDARD":           {"0feaeb32-d00e-4d66-bd5a-43b5b83db82c", "MicrosoftCommunicationsOnline"},
}

// Sample is the company the demonstration and most tests live in.
func Sample() World {
	world, err := ParseWorld(sampleWorld)
	if err != nil {
		panic(err) // unreachable: the embedded world is parsed by a test
	}
	return world
}

// ParseWorld reads a world file. Unknown keys, names that point nowhere and anything held by two are errors; those of
// the YAML itself carry line and column.
func ParseWorld(text []byte) (World, error) {
	var world World
	if err := yaml.UnmarshalWithOptions(text, &world, yaml.Strict()); err != nil {
		return World{}, fmt.Errorf("world: %w", err)
	}
	if err := world.check(); err != nil {
		return World{}, fmt.Errorf("world: %w", err)
	}
	return world, nil
}

// Crowd adds n licensed members named crowd-1 to crowd-n, and gives each the next of a run of uploaded Direct Routing
// numbers that begins at first. It is for measuring: free numbers are added with another [NumberRange].
func (w *World) Crowd(n int, first string) {
	assigned := make(map[string]string, n)
	number := first
	for i := range n {
		key := fmt.Sprintf("crowd-%d", i+1)
		w.People = append(w.People, User{Key: key, ID: guid("person", key), Name: fmt.Sprintf("Crowd %d", i+1),
			UPN: key + "@contoso.com", City: "Zurich", UsageLocation: "CH", Plans: []string{"TEAMS1", "MCOEV"}})
		assigned[number] = key
		if i < n-1 {
			number = next(number)
		}
	}
	w.Numbers = append(w.Numbers, NumberRange{First: first, Last: number, Type: "directRouting", Assigned: assigned})
}

func (w World) check() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if !isGUID(w.TenantID) || !isGUID(w.AppID) || w.Secret == "" {
		bad("tenant_id and app_id must be GUIDs, and secret not empty")
	}
	keys, ids := map[string]bool{}, map[string]bool{}
	for _, u := range w.People {
		if u.Key == "" || keys[u.Key] || !isGUID(u.ID) || ids[u.ID] {
			bad("person %q: the key and the id, a GUID, must be there and be nobody else's", u.Key)
		}
		keys[u.Key], ids[u.ID] = true, true
		for _, plan := range u.Plans {
			if _, ok := servicePlans[plan]; !ok {
				bad("person %q: unknown service plan %q", u.Key, plan)
			}
		}
		switch u.Kind {
		case "", "user", "guest", "resourceAccount":
		default:
			bad("person %q: unknown kind %q", u.Key, u.Kind)
		}
	}
	groups := map[string]bool{}
	for _, g := range w.Groups {
		if g.Key == "" || groups[g.Key] || !isGUID(g.ID) {
			bad("group %q: the key and the id, a GUID, must be there and be no other group's", g.Key)
		}
		groups[g.Key] = true
	}
	for _, u := range w.People {
		if u.Manager != "" && !keys[u.Manager] {
			bad("person %q: manager %q is nobody", u.Key, u.Manager)
		}
	}
	for _, g := range w.Groups {
		for _, m := range g.Members {
			group, isGroup := strings.CutPrefix(m, "group:")
			if isGroup && !groups[group] || !isGroup && !keys[m] {
				bad("group %q: member %q is nobody", g.Key, m)
			}
		}
	}
	for _, r := range w.Numbers {
		if err := r.check(keys); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (r NumberRange) check(people map[string]bool) error {
	if !e164.MatchString(r.First) || !e164.MatchString(r.Last) || len(r.First) != len(r.Last) || r.First > r.Last {
		return fmt.Errorf("numbers %s to %s: both must be E.164 with a plus, alike in length and in order", r.First, r.Last)
	}
	if !numberTypes[r.Type] {
		return fmt.Errorf("numbers %s: unknown type %q", r.First, r.Type)
	}
	for number, holder := range r.Assigned {
		if !people[holder] || number < r.First || number > r.Last || len(number) != len(r.First) {
			return fmt.Errorf("numbers %s: %s is held by %q, which cannot be", r.First, number, holder)
		}
	}
	return nil
}
