package server

import (
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// check refuses values that cannot be meant, each by its key and with what is allowed.
func (c *Config) check() error {
	oneOf := func(key, value string, allowed ...string) error {
		if slices.Contains(allowed, value) {
			return nil
		}
		return bad(key, "%q is not allowed; use %s.", value, strings.Join(allowed, ", "))
	}
	credentials := []string{"", "secret", "certificate", "managed_identity", "workload_identity"}
	for _, err := range []error{
		oneOf("mode", c.Mode, "manage", "observe"),
		oneOf("bot.credential", c.Bot.Kind, credentials...),
		oneOf("graph.credential", c.Graph.Kind, credentials...),
		address("endpoints.graph", c.Endpoints.Graph),
		address("endpoints.login", c.Endpoints.Login),
		address("endpoints.bot_openid", c.Endpoints.BotOpenID),
		c.checkApproval(),
		c.checkReconcile(),
		c.checkInventory(),
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

func (c *Config) checkApproval() error {
	if s := c.Approval.Stages; len(s) != 1 || len(s[0].Approvers) != 1 || s[0].Approvers[0] != "manager" || s[0].Quorum > 1 {
		return bad("approval.stages", "this version knows one stage, written [{approvers: [manager], quorum: 1}].")
	}
	if f := c.Approval.Fallback; len(f) > 1 || len(f) == 1 && f[0] != "admin_groups" {
		return bad("approval.fallback", "this version knows [admin_groups].")
	}
	if c.Approval.ExpireAfter <= 0 {
		return bad("approval.expire_after", "give people some time to decide, such as 7d.")
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
	return nil
}

// checkServe is what a running desk needs besides.
func (c *Config) checkServe() error {
	switch {
	case c.Bot.AppID == "":
		return problem.New(problem.Invalid, "bot.app_id is missing: without it nobody's word could be told from Teams'. Set it in the file, or as NUMBERDESK_BOT_APP_ID.")
	case c.Bot.TenantID == "":
		return problem.New(problem.Invalid, "bot.tenant_id is missing: the tenant the bot belongs to.")
	}
	return nil
}

func address(key, value string) error {
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return bad(key, "%q is no https address.", value)
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
