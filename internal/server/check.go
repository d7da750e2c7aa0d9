package server

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/robfig/cron/v3"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// badValue is a value that cannot be meant, by its key.
type badValue struct{ key, say string }

func (b *badValue) Error() string { return b.key + ": " + b.say }

func bad(key, format string, args ...any) error {
	return &badValue{key, fmt.Sprintf(format, args...)}
}

// check refuses values that cannot be meant, each by its key and with what is allowed.
func (c *Config) check() error {
	credentials := []string{"secret", "certificate", "managed_identity", "workload_identity", ""}
	for _, err := range []error{
		listens("listen", c.Listen),
		oneOf("mode", c.Mode, "manage", "observe"),
		given("store.path", c.Store.Path),
		guids("bot.app_id", c.Bot.AppID),
		guids("bot.tenant_id", c.Bot.TenantID),
		guids("bot.allowed_tenants", c.Bot.AllowedTenants...),
		oneOf("bot.credential", c.Bot.Kind, credentials...),
		guids("graph.tenant_id", c.Graph.TenantID),
		guids("graph.client_id", c.Graph.ClientID),
		oneOf("graph.credential", c.Graph.Kind, credentials...),
		address("endpoints.graph", c.Endpoints.Graph),
		address("endpoints.login", c.Endpoints.Login),
		address("endpoints.bot_openid", c.Endpoints.BotOpenID),
		publicCloud("endpoints.graph", c.Endpoints.Graph),
		publicCloud("endpoints.login", c.Endpoints.Login),
		publicCloud("endpoints.bot_openid", c.Endpoints.BotOpenID),
		given("endpoints.bot_issuer", c.Endpoints.BotIssuer),
		given("endpoints.connector_hosts", c.Endpoints.ConnectorHosts...),
		given("endpoints.file_hosts", c.Endpoints.FileHosts...),
		guids("roles.admins", c.Roles.Admins...),
		guids("roles.admin_groups", c.Roles.AdminGroups...),
		guids("roles.auditor_groups", c.Roles.AuditorGroups...),
		guids("roles.approver_groups", c.Roles.ApproverGroups...),
		c.checkApproval(),
		c.Approval.WorkingHours.check(),
		c.checkReconcile(),
		c.checkInventory(),
		c.checkPersonas(),
		c.checkBackup(),
		c.checkHelp(),
		loopback("debug.listen", c.Debug.Listen),
		file("endpoints.ca_file", c.Endpoints.CAFile),
		file("bot.client_secret_file", c.Bot.ClientSecretFile),
		file("bot.certificate_file", c.Bot.CertificateFile),
		file("bot.certificate_password_file", c.Bot.CertificatePasswordFile),
		file("graph.client_secret_file", c.Graph.ClientSecretFile),
		file("graph.certificate_file", c.Graph.CertificateFile),
		file("graph.certificate_password_file", c.Graph.CertificatePasswordFile),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Config) checkReconcile() error {
	if _, err := cron.ParseStandard(c.Reconcile.Schedule); err != nil {
		return bad("reconcile.schedule", "%q is no cron expression of five fields, such as \"*/15 * * * *\".", c.Reconcile.Schedule)
	}
	if _, err := time.LoadLocation(c.Reconcile.TimeZone); err != nil {
		return bad("reconcile.time_zone", "%q is no time zone, such as Europe/Berlin.", c.Reconcile.TimeZone)
	}
	if n := c.Reconcile.MaxReleases; n < 0 {
		return bad("reconcile.max_releases", "%d is less than nothing.", n)
	}
	if n := c.Reconcile.MaxOnboardings; n < 1 {
		return bad("reconcile.max_onboardings", "%d is nobody; the least is 1.", n)
	}
	if n := c.Reconcile.MaxReleasePercent; n < 0 || n > 100 {
		return bad("reconcile.max_release_percent", "%d is not between 0 and 100.", n)
	}
	return nil
}

func (c *Config) checkInventory() error {
	if n := c.Inventory.RestDays; n < 0 || n > 3650 {
		return bad("inventory.rest_days", "%d is not between 0 and 3650.", n)
	}
	if s := c.Inventory.DefaultCountry; s != "" && (len(s) != 2 || strings.ToUpper(s) != s) {
		return bad("inventory.default_country", "%q is not two capital letters, such as DE.", s)
	}
	for _, s := range c.Inventory.LocationRequired {
		if len(s) != 2 || strings.ToUpper(s) != s {
			return bad("inventory.location_required", "%q is not two capital letters, such as DE.", s)
		}
	}
	return nil
}

// checkHelp refuses what would not fit a card, or would break its Markdown.
func (c *Config) checkHelp() error {
	if n := utf8.RuneCountInString(c.Help.Text); n > 300 {
		return bad("help.text", "%d characters do not fit a card; use up to 300.", n)
	}
	switch link := c.Help.Link; {
	case link == "":
		return nil
	case strings.ContainsAny(link, " ()<>\"\\"):
		return bad("help.link", "%q is no https address that can stand on a card; write spaces and brackets as %%20, %%28 and %%29.", link)
	default:
		return address("help.link", link)
	}
}

func (c *Config) checkBackup() error {
	if c.Backup.Folder == "" {
		return nil // none are made
	}
	if _, err := cron.ParseStandard(c.Backup.Schedule); err != nil {
		return bad("backup.schedule", "%q is no cron expression of five fields, such as \"0 3 * * *\".", c.Backup.Schedule)
	}
	if info, err := os.Stat(c.Backup.Folder); err != nil || !info.IsDir() {
		return bad("backup.folder", "there is no folder %s.", c.Backup.Folder)
	}
	if n := c.Backup.Keep; n < 1 {
		return bad("backup.keep", "%d would keep no backup.", n)
	}
	return nil
}

// CheckServe refuses what a running desk cannot do without: who the bot is, and how it proves itself. The
// command line does most of its work without.
func (c *Config) CheckServe() error {
	switch {
	case c.Bot.AppID == "":
		return problem.New(problem.Invalid, "bot.app_id is missing: without it nobody's word could be told from Teams'. Set it in the file, or as NUMBERDESK_BOT_APP_ID.")
	case c.Bot.TenantID == "":
		return problem.New(problem.Invalid, "bot.tenant_id is missing: the tenant the bot belongs to.")
	}
	if err := c.Bot.usable("bot"); err != nil {
		return err
	}
	if c.Graph.Credential != (Credential{}) {
		return c.Graph.usable("graph")
	}
	return nil
}

func oneOf(key, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	words := slices.DeleteFunc(slices.Clone(allowed), func(s string) bool { return s == "" })
	return bad(key, "%q is not allowed; use %s.", value, strings.Join(words, ", "))
}

func given(key string, values ...string) error {
	if len(values) == 0 || slices.Contains(values, "") {
		return bad(key, "it must not be empty; leave the key out for the default.")
	}
	return nil
}

// guid is how Microsoft writes the ids of apps, tenants, people and groups.
var guid = regexp.MustCompile(`^(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

func guids(key string, values ...string) error {
	for _, v := range values {
		if v != "" && !guid.MatchString(v) {
			return bad(key, "%q is no id such as 00000000-0000-0000-0000-000000000000.", v)
		}
	}
	return nil
}

func file(key, path string) error {
	if path == "" {
		return nil
	}
	if _, err := os.Stat(path); err != nil {
		return bad(key, "the file %s cannot be read.", path)
	}
	return nil
}
