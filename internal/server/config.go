// Package server wires the desk to its edges and runs it: configuration, routes, schedule, shutdown, and
// the socket on which the command line talks to a running desk. It decides nothing.
package server

import (
	"slices"
	"time"

	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// Config is the configuration file. Its comments are the manual; the README's table is made from them.
// Every key can be overridden by an environment variable: NUMBERDESK_ and its path in capitals, with _
// for the dots, as in NUMBERDESK_BOT_APP_ID. Lists are then separated by commas.
type Config struct {
	// Listen is where Teams' activities and the checks arrive: host:port.
	Listen string `yaml:"listen"`
	// Mode is manage, or observe: show plan and drift with read permissions alone and change nothing in Teams.
	Mode  string `yaml:"mode"`
	Store struct {
		// Path is the store file. The command line's socket lies beside it.
		Path string `yaml:"path"`
	} `yaml:"store"`
	Bot   Identity `yaml:"bot"`
	Graph struct {
		// TenantID, ClientID and the credential are the bot's unless given.
		TenantID   string `yaml:"tenant_id"`
		ClientID   string `yaml:"client_id"`
		Credential `yaml:",inline"`
	} `yaml:"graph"`
	Endpoints Endpoints `yaml:"endpoints"`
	Roles     struct {
		// Admins are object ids, AdminGroups object ids of groups, whose members run the desk.
		Admins      []string `yaml:"admins"`
		AdminGroups []string `yaml:"admin_groups"`
		// AuditorGroups are read and kept; no command asks for them yet.
		AuditorGroups []string `yaml:"auditor_groups"`
		// ApproverGroups may be asked to approve, and SiteAdmins of the site that a number is of: group ids by site.
		ApproverGroups []string            `yaml:"approver_groups"`
		SiteAdmins     map[string][]string `yaml:"site_admins"`
	} `yaml:"roles"`
	Approval struct {
		// Stages of approval, decided one after the other. Without any the manager decides alone.
		Stages []Stage `yaml:"stages"`
		// Self are rules about the requester and the number he wants: where one holds, nobody is asked.
		Self []SelfApproval `yaml:"self"`
		// Owners name who owns what a rule describes, such as a cost centre; approvers ask them as owner.
		Owners []Owners `yaml:"owners"`
		// Fallback is asked in place of approvers who are missing, disabled, guests, the requester himself or out of reach.
		Fallback []string `yaml:"fallback"`
		// OnBehalf may ask for somebody else, named as approvers are: manager is for those who report to him. Empty is nobody.
		OnBehalf []string `yaml:"on_behalf"`
		// RemindAfter is after how much working time those who have not decided get the card again, at most five times.
		// EscalateAfter is after how much of it the next in the chain are asked, too; at the first reminder already when
		// those who decide are away. 0s is never.
		RemindAfter   Duration `yaml:"remind_after"`
		EscalateAfter Duration `yaml:"escalate_after"`
		// ExpireAfter ends a request nobody decided on. It is plain time: a number is not held longer over holidays.
		ExpireAfter Duration `yaml:"expire_after"`
		// WorkingHours are the working time that RemindAfter and EscalateAfter count, at the site of the request, for those
		// whose own is not known.
		WorkingHours WorkingHours `yaml:"working_hours"`
	} `yaml:"approval"`
	Reconcile struct {
		// Schedule is a cron expression of five fields, in TimeZone (IANA name).
		Schedule string `yaml:"schedule"`
		TimeZone string `yaml:"time_zone"`
		// Grace is how long a number stays with somebody who lost the licence.
		Grace Duration `yaml:"grace"`
		// MaxReleases and MaxReleasePercent stop a run that would take more numbers away.
		MaxReleases       int `yaml:"max_releases"`
		MaxReleasePercent int `yaml:"max_release_percent"`
		// MaxOnboardings is for how many people a run asks for a number, of personas with onboard.
		MaxOnboardings int `yaml:"max_onboardings"`
	} `yaml:"reconcile"`
	Inventory struct {
		// RestDays is how long a number rests after use when its range does not say.
		RestDays int `yaml:"rest_days"`
		// DefaultCountry reads national numbers: two capital letters.
		DefaultCountry string `yaml:"default_country"`
		// LocationRequired are the countries, two capital letters each, whose numbers are assigned with an emergency location
		// or not at all. Elsewhere one that is missing is only pointed out.
		LocationRequired []string `yaml:"location_required"`
	} `yaml:"inventory"`
	// Personas are what people of one job role get besides a number, and from where the number comes. Each person has the
	// first, by order, whose rule holds for him; who has none gets the number alone.
	Personas []Persona `yaml:"personas"`
	CallerID struct {
		// Departments are the names of caller ID policies by department: {Sales: sales_main}. They go before the persona's.
		Departments map[string]string `yaml:"departments"`
	} `yaml:"caller_id"`
	Help struct {
		// Text and Link are shown to whoever gets a number, below it: whom to ask, and an https address. Both may be empty.
		Text string `yaml:"text"`
		Link string `yaml:"link"`
	} `yaml:"help"`
	Services struct {
		// AssignThroughGraph has the desk give numbers to resource accounts: auto attendants, call queues, bots. Microsoft's
		// reference of Graph v1.0 promises that a number is taken from one, and of giving speaks of user accounts alone; only
		// the beta's names both. So it is off by default: the desk then checks the same and prints the line for Teams
		// PowerShell, because a change that Graph refused halfway would leave a hotline without a number. Switch it on once it
		// has worked with an account nobody calls.
		AssignThroughGraph bool `yaml:"assign_through_graph"`
	} `yaml:"services"`
	Directory struct {
		// WriteBusinessPhone has a delivered number written as its person's business phone. Accounts that are kept in the
		// company's own Active Directory are left as they are.
		WriteBusinessPhone bool `yaml:"write_business_phone"`
		// AdoptBusinessPhone has whoever gets a number get the one that the directory shows as his business phone already, where
		// it is free, serves him, and is shown for nobody else.
		AdoptBusinessPhone bool `yaml:"adopt_business_phone"`
	} `yaml:"directory"`
	Audit struct {
		// SigningKeyFile is read and kept; the audit is chained but not yet signed.
		SigningKeyFile string `yaml:"signing_key_file"`
	} `yaml:"audit"`
	API struct {
		// Audience is read and kept; the HTTP API is not served yet.
		Audience string `yaml:"audience"`
	} `yaml:"api"`
	Backup struct {
		// Schedule is a cron expression of five fields, in reconcile.time_zone. One that was missed is made at the start.
		Schedule string `yaml:"schedule"`
		// Folder takes the backups, which hold all that the store holds. Without it none are made on schedule.
		Folder string `yaml:"folder"`
		// Keep is how many of the newest stay.
		Keep int `yaml:"keep"`
	} `yaml:"backup"`
	Debug struct {
		// Listen is where Go's profiles are served, under /debug/pprof/: an address of this machine alone, such as
		// 127.0.0.1:6060. By default they are not served.
		Listen string `yaml:"listen"`
	} `yaml:"debug"`

	// Remarks are what could be meant and is not good, each with its place. [Load] finds them.
	Remarks []string `yaml:"-"`
	// places are where policies are written, each with its place in the file.
	places map[persona.Wanted]string
}

// Identity is who the bot is.
type Identity struct {
	// AppID is the bot's Microsoft app id. Without it the desk does not start.
	AppID string `yaml:"app_id"`
	// TenantID is the home tenant of the app.
	TenantID   string `yaml:"tenant_id"`
	Credential `yaml:",inline"`
	// AllowedTenants may talk to the bot; by default its own alone.
	AllowedTenants []string `yaml:"allowed_tenants"`
}

// Credential is how an app proves itself to Entra.
type Credential struct {
	// Kind is secret, certificate, managed_identity or workload_identity.
	Kind string `yaml:"credential"`
	// ClientSecret is better kept in a file, or given by the environment.
	ClientSecret     Secret `yaml:"client_secret"`
	ClientSecretFile string `yaml:"client_secret_file"`
	// CertificateFile is PEM or PKCS#12 with the private key.
	CertificateFile         string `yaml:"certificate_file"`
	CertificatePasswordFile string `yaml:"certificate_password_file"`
}

// Endpoints are Microsoft's addresses; by default those of the public cloud.
type Endpoints struct {
	Graph string `yaml:"graph"`
	Login string `yaml:"login"`
	// BotOpenID and BotIssuer are where the keys of Bot Connector tokens are published, and who signs them.
	BotOpenID string `yaml:"bot_openid"`
	BotIssuer string `yaml:"bot_issuer"`
	// ConnectorHosts are where the bot's token may travel: host or host:port, https only.
	ConnectorHosts []string `yaml:"connector_hosts"`
	// FileHosts are where files are fetched that people send, and put that they want: host, host:port, or *.domain for all
	// below a domain; https only, and without a token.
	FileHosts []string `yaml:"file_hosts"`
	// CAFile adds authorities to the system's: for proxies that inspect TLS, and for tests.
	CAFile string `yaml:"ca_file"`
}

// Stage is one stage of approval.
type Stage struct {
	// Approvers are asked at the same time: manager, managers_manager, owner, site_admins, approver_groups, admin_groups,
	// group: and a group's object id, or a person's object id.
	Approvers []string `yaml:"approvers"`
	// Quorum is how many of them must approve, 1 by default.
	Quorum int `yaml:"quorum"`
	// Reason asks for one with every approval; a denial always needs one.
	Reason bool `yaml:"reason"`
	// When is a rule about the requester (user.…) and the number he wants (wanted.…): the stage is for those requests alone, and
	// for those of which the directory does not say what it asks for.
	When string `yaml:"when"`
}

// SelfApproval is a rule that approves by itself.
type SelfApproval struct {
	When string `yaml:"when"`
}

// Owners are who owns what a rule describes.
type Owners struct {
	When      string   `yaml:"when"`
	Approvers []string `yaml:"approvers"`
}

// Defaults is the configuration before the file is read.
func Defaults() Config {
	var c Config
	c.Listen, c.Mode, c.Store.Path = "127.0.0.1:3978", "manage", "numberdesk.db"
	c.Endpoints = Endpoints{
		Graph:          "https://graph.microsoft.com/v1.0",
		Login:          "https://login.microsoftonline.com",
		BotOpenID:      "https://login.botframework.com/v1/.well-known/openidconfiguration",
		BotIssuer:      "https://api.botframework.com",
		ConnectorHosts: []string{"smba.trafficmanager.net"},
		FileHosts:      slices.Clone(teams.PublicFileHosts),
	}
	c.Approval.Stages = []Stage{{Approvers: []string{"manager"}, Quorum: 1}}
	c.Approval.Fallback = []string{"admin_groups"}
	c.Approval.RemindAfter, c.Approval.EscalateAfter = Duration(4*time.Hour), Duration(24*time.Hour)
	c.Approval.ExpireAfter = Duration(7 * 24 * time.Hour)
	c.Reconcile.Schedule, c.Reconcile.TimeZone = "*/15 * * * *", "UTC"
	c.Reconcile.Grace = Duration(24 * time.Hour)
	c.Reconcile.MaxReleases, c.Reconcile.MaxReleasePercent = 20, 5
	c.Reconcile.MaxOnboardings = 10
	c.Inventory.RestDays = 30
	c.Backup.Schedule, c.Backup.Keep = "0 3 * * *", 14
	return c
}
