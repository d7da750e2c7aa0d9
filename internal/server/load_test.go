package server_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/deploy"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/server"
)

// written is a configuration file with that text.
func written(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "c.yaml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestLoadRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, at, says string }{
		{"an unknown section", "listen: 127.0.0.1:1\nrecon: {}\n", "2:1", `unknown field "recon". Allowed keys: listen, mode, store, bot, graph`},
		{"an unknown key in a section", "bot:\n  appid: x\n", "2:3", "bot.app_id, bot.tenant_id"},
		{"a key of the credential spelled with a capital", "bot:\n  Client_secret: x\n", "2:3", "bot.client_secret"},
		{"a key twice", "mode: manage\nmode: manage\n", "2:1", "already defined"},
		{"two documents", "mode: manage\n---\nmode: observe\n", "2:1", "a configuration is one document"},
		{"an unknown key without a value", "recon:\n", "1:1", "unknown field"},
		{"text that is no YAML", "a: b: c\n", "1:", ""},
		{"a mode that is none", "mode: watch\n", "1:7", `mode: "watch" is not allowed; use manage, observe.`},
		{"an address without a port", "listen: localhost\n", "1:9", "such as 127.0.0.1:3978"},
		{"neither yes nor no", "directory: {write_business_phone: maybe}\n", "1:35", "true or false is needed"},
		{"neither yes nor no for services", "services: {assign_through_graph: perhaps}\n", "1:34", "true or false is needed"},
		{"help without TLS", "help: {link: \"http://intranet\"}\n", "1:14", "is no https address"},
		{"a help link that breaks a card", "help: {link: \"https://intranet/a(b)\"}\n", "1:14", "write spaces and brackets as %20, %28 and %29"},
		{"help that fits no card", "help: {text: " + strings.Repeat("x", 301) + "}\n", "1:14", "301 characters do not fit a card"},
		{"no store", "store: {path: \"\"}\n", "1:15", "must not be empty"},
		{"an app id that is a name", "bot: {app_id: numberdesk}\n", "1:15", `"numberdesk" is no id`},
		{"a tenant that is a domain", "bot:\n  tenant_id: contoso.com\n", "2:14", "is no id such as"},
		{"a credential nobody knows", "bot: {credential: password}\n", "1:19", "use secret, certificate, managed_identity, workload_identity."},
		{"Graph's credential likewise", "graph: {credential: password}\n", "1:21", "use secret, certificate"},
		{"a secret that is a list", "bot: {client_secret: [geheim]}\n", "1:22", "a secret is text"},
		{"a secret YAML takes for a number", "bot: {client_secret: 0123}\n", "1:22", "put it into quotation marks"},
		{"a secret file that is not there", "bot: {client_secret_file: nowhere}\n", "1:27", "the file nowhere cannot be read"},
		{"Graph without TLS", "endpoints: {graph: \"http://graph.microsoft.com/v1.0\"}\n", "1:20", "is no https address"},
		{"a login that is no address", "endpoints: {login: login}\n", "1:20", "is no https address"},
		{"a user in an address", "endpoints: {bot_openid: \"https://a:b@c/d\"}\n", "1:25", "is no https address"},
		{"no host for the bot's token", "endpoints: {connector_hosts: []}\n", "1:30", "must not be empty"},
		{"an authority that is not there", "endpoints: {ca_file: nowhere}\n", "1:22", "cannot be read"},
		{"Graph of the US Government", "endpoints: {graph: \"https://graph.microsoft.us/v1.0\"}\n", "1:20", "graph.microsoft.us is a national cloud of Microsoft's, where Graph has no API for telephone numbers"},
		{"Graph of the DoD", "endpoints: {graph: \"https://dod-graph.microsoft.us/v1.0\"}\n", "1:20", "The desk works in the public cloud"},
		{"Graph of China", "endpoints: {graph: \"https://microsoftgraph.chinacloudapi.cn/v1.0\"}\n", "1:20", "national cloud"},
		{"the login of a national cloud", "endpoints: {login: \"https://login.partner.microsoftonline.cn\"}\n", "1:20", "national cloud"},
		{"the bot's keys of a national cloud", "endpoints: {bot_openid: \"https://login.botframework.azure.us/v1/.well-known/openidconfiguration\"}\n", "1:25", "national cloud"},
		{"profiles for everybody", "debug: {listen: \"0.0.0.0:6060\"}\n", "1:17", `debug.listen: "0.0.0.0:6060" is not allowed: profiles show what is in memory. Use an address of this machine alone, such as 127.0.0.1:6060`},
		{"profiles on every interface", "debug: {listen: \":6060\"}\n", "1:17", "[::1]:6060"},
		{"profiles on the network", "debug: {listen: \"192.0.2.1:6060\"}\n", "1:17", "this machine alone"},
		{"profiles at a name, which may be anybody's", "debug: {listen: \"localhost:6060\"}\n", "1:17", "this machine alone"},
		{"profiles without a port", "debug: {listen: 127.0.0.1}\n", "1:17", "this machine alone"},
		{"an admin who is a name", "roles:\n  admins: [alexw@contoso.com]\n", "2:11", `"alexw@contoso.com" is no id`},
		{"an admin group that is a name", "roles:\n  admin_groups: [Admins]\n", "2:17", "is no id"},
		{"admins that are no list", "roles: {admins: 3}\n", "1:17", "sequence"},
		{"a stage that asks nobody", "approval: {stages: [{quorum: 2}]}\n", "1:", "name its approvers, such as [manager]"},
		{"an approver nobody knows", "approval: {stages: [{approvers: [boss]}]}\n", "1:34", `"boss" is nobody who can be asked`},
		{"a stage's rule that asks what nobody has", "approval: {stages: [{approvers: [manager], when: \"user.shoe == '42'\"}]}\n", "1:50", "there is no attribute user.shoe"},
		{"a quorum nobody reaches", "approval: {stages: [{approvers: [manager], quorum: 99}]}\n", "1:52", "1 to 20"},
		{"an empty rule that would approve all", "approval: {self: [{when: \"\"}]}\n", "1:", "would approve everything"},
		{"the admins of sites that are not named", "approval: {fallback: [site_admins]}\n", "1:23", "roles.site_admins names nobody"},
		{"an owner without a rule", "approval: {owners: [{approvers: [manager]}]}\n", "1:", "need a rule"},
		{"a fallback nobody knows", "approval: {fallback: [boss]}\n", "1:23", "admin_groups"},
		{"somebody who may ask for others and is nobody", "approval: {on_behalf: [assistant]}\n", "1:24", `"assistant" is nobody`},
		{"a reminder every second", "approval: {remind_after: 1s}\n", "1:26", "a minute at least"},
		{"an escalation at once", "approval: {escalate_after: 500ms}\n", "1:28", "a minute at least"},
		{"an expiry that gives no time", "approval: {expire_after: 0s}\n", "1:26", "some time to decide"},
		{"a duration in words", "reconcile: {grace: soon}\n", "1:20", `"soon" is no duration; write 30s, 90m, 24h or 7d`},
		{"a duration below zero", "reconcile: {grace: -1h}\n", "1:20", "is no duration"},
		{"a duration that is a list", "reconcile: {grace: [1h]}\n", "1:20", "is no duration"},
		{"a schedule of six fields", "reconcile: {schedule: \"0 0 3 * * *\"}\n", "1:23", "no cron expression of five fields"},
		{"a time zone that is none", "reconcile: {time_zone: Mars/Olympus}\n", "1:24", "such as Europe/Berlin"},
		{"a limit in words", "reconcile:\n  max_releases: many\n", "2:17", "a whole number is needed"},
		{"a limit below nothing", "reconcile: {max_releases: -1}\n", "1:27", "less than nothing"},
		{"more than all", "reconcile: {max_release_percent: 101}\n", "1:34", "between 0 and 100"},
		{"a rest of a lifetime", "inventory: {rest_days: 30000}\n", "1:24", "between 0 and 3650"},
		{"a country by name", "inventory: {default_country: Germany}\n", "1:30", "two capital letters, such as DE"},
		{"a country by name among those that need a location", "inventory: {location_required: [DE, France]}\n", "1:32", "two capital letters, such as DE"},
		{"a country that is a list", "inventory: {default_country: [DE]}\n", "1:", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := written(t, c.text)
			_, err := server.Load(path, nil)
			if problem.KindOf(err) != problem.Invalid {
				t.Fatalf("got %v, want a problem that is %s", err, problem.Invalid)
			}
			say := problem.Say(err).String()
			if !strings.HasPrefix(say, path+":"+c.at) || !strings.Contains(say, c.says) {
				t.Errorf("got %q, want it to begin with %s:%s and to contain %q", say, path, c.at, c.says)
			}
		})
	}
}

func TestLoadQuotesNoLineOfTheFile(t *testing.T) {
	path := written(t, "bot:\n  client_secret: geheim\n  apid: x\n")
	if _, err := server.Load(path, nil); err == nil || strings.Contains(err.Error(), "geheim") {
		t.Errorf("got %v, want a refusal without the secret of the line before", err)
	}
}

func TestLoadWithoutAFileIsTheDefaults(t *testing.T) {
	got, err := server.Load("", []string{"PATH=/bin", "NUMBERDESK_CONFIG=elsewhere.yaml"})
	if err != nil {
		t.Fatal(err)
	}
	if want := server.Defaults(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, text := range []string{"", "# nothing but a comment\n", "---\n", "reconcile:\n", "reconcile:\n  grace:\n  max_releases: ~\n", "roles: {}\nreconcile:\n  # grace: 1h\nbot:\n"} {
		if got, err = server.Load(written(t, text), nil); err != nil || !reflect.DeepEqual(got, server.Defaults()) {
			t.Errorf("%q: got %+v, %v", text, got, err)
		}
	}
}

func TestTheSampleIsEveryKeyWithItsDefault(t *testing.T) {
	got, err := server.Load(written(t, string(deploy.Config)), nil)
	if err != nil {
		t.Fatal(err)
	}
	// A list that is written empty and one that is not written are the same to everybody.
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", server.Defaults()); g != w {
		t.Errorf("got  %s\nwant %s", g, w)
	}
	lines := strings.Split(string(deploy.Config), "\n")
	said := map[string]bool{}
	var at []string // the sections a line is in, then its key
	for i, line := range lines {
		word, _, ok := strings.Cut(strings.TrimLeft(line, " "), ":")
		if depth := (len(line) - len(strings.TrimLeft(line, " "))) / 2; ok && !strings.HasPrefix(word, "#") {
			at = append(at[:depth], word)
			said[strings.Join(at, ".")] = commented(lines[:i])
		}
	}
	for _, key := range server.Keys() {
		if !said[key] {
			t.Errorf("%s is not in the sample, or nothing above it says what it is", key)
		}
	}
}

// commented reports whether a comment stands above a key: before it, before the keys it follows, or before
// its section.
func commented(above []string) bool {
	for i := len(above) - 1; i >= 0 && strings.TrimSpace(above[i]) != ""; i-- {
		if strings.HasPrefix(strings.TrimSpace(above[i]), "#") {
			return true
		}
	}
	return false
}

func TestTheSampleFilledInServes(t *testing.T) {
	text := strings.NewReplacer(
		`app_id: ""`, "app_id: 1509bb0a-9bf1-4331-8a11-8783593942a4", "  tenant_id: \"\"\n  # How", "  tenant_id: 47eaa099-2cb6-416d-86dc-283cf0480ff9\n  # How",
		"client_secret: \"\"\n  # For", "client_secret: geheim\n  # For", "admins: []", "admins: [5d32fe61-985f-44e7-aa09-5ee82bb29976]",
	).Replace(string(deploy.Config))
	c, err := server.Load(written(t, text), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.CheckServe(); err != nil {
		t.Error(err)
	}
	if c.Bot.TenantID == "" || len(c.Roles.Admins) != 1 {
		t.Errorf("got %+v, want the ids that were filled in", c)
	}
}

// examples are values for keys that do not take any text.
var examples = map[string]string{
	"listen": "127.0.0.1:1", "mode": "observe", "bot.credential": "certificate", "graph.credential": "managed_identity",
	"bot.app_id": id, "bot.tenant_id": id, "bot.allowed_tenants": id, "graph.tenant_id": id, "graph.client_id": id,
	"endpoints.graph": "https://proxy.example/v1.0", "endpoints.login": "https://proxy.example", "endpoints.bot_openid": "https://proxy.example/v1", "debug.listen": "[::1]:6060",
	"roles.admins": id, "roles.admin_groups": id + "," + id, "roles.auditor_groups": id, "roles.approver_groups": id,
	"roles.site_admins": "{Zurich: [" + id + "]}", "approval.stages": "[{approvers: [manager]}]", "approval.fallback": "", "approval.on_behalf": "manager", "approval.self": "[{when: wanted.range == 'lobby'}]",
	"approval.owners":       "[{when: user.department == 'Sales', approvers: [manager]}]",
	"approval.remind_after": "5h", "approval.escalate_after": "2d", "approval.expire_after": "14d",
	"approval.working_hours.days": "mon-fri", "approval.working_hours.hours": "09:00-17:00", "approval.working_hours.time_zone": "Europe/Berlin",
	"approval.working_hours.holidays": "2026-12-25,12-26", "approval.working_hours.site_time_zones": "{Zurich: Europe/Zurich}",
	"directory.write_business_phone": "true", "directory.adopt_business_phone": "true", "services.assign_through_graph": "true", "help.link": "https://intranet.contoso.com/phones", "personas": "[{name: sales, for: 'user.department == \"Sales\"'}]", "caller_id.departments": "{Sales: sales_main}",
	"reconcile.schedule": "0 3 * * *", "reconcile.time_zone": "Europe/Berlin", "reconcile.grace": "90m", "reconcile.max_releases": "7", "reconcile.max_onboardings": "3",
	"reconcile.max_release_percent": "50", "inventory.rest_days": "90", "inventory.default_country": "CH", "inventory.location_required": "DE,FR", "backup.schedule": "0 4 * * *", "backup.folder": ".", "backup.keep": "7",
}

const id = "9672be1a-7fed-4bb9-a92f-a271dbc52933"

func TestEveryKeyCanBeSetInTheEnvironment(t *testing.T) {
	file := written(t, "# an authority, a secret\n")
	before := fmt.Sprintf("%#v", server.Defaults())
	for _, key := range server.Keys() {
		t.Run(key, func(t *testing.T) {
			value, ok := examples[key]
			if !ok {
				value = "some text"
			}
			if strings.HasSuffix(key, "_file") {
				value = file
			}
			variable := "NUMBERDESK_" + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
			c, err := server.Load("", []string{variable + "=" + value})
			if err != nil {
				t.Fatal(err)
			}
			if fmt.Sprintf("%#v", c) == before {
				t.Errorf("%s=%s changes nothing", variable, value)
			}
		})
	}
}

func TestTheEnvironment(t *testing.T) {
	file := written(t, "mode: watch\nreconcile: {grace: 1h}\nroles: {admins: ["+id+"]}\n")
	for _, c := range []struct{ name, variable, says string }{
		{"goes before a file, whose mistake is then none", "NUMBERDESK_MODE=observe", ""},
		{"is held to the same", "NUMBERDESK_MODE=stare", `The environment variable NUMBERDESK_MODE: mode: "stare" is not allowed`},
		{"names no unknown key", "NUMBERDESK_MOOD=good", "NUMBERDESK_MOOD names no key"},
		{"is refused for a bad duration", "NUMBERDESK_RECONCILE_GRACE=soon", "NUMBERDESK_RECONCILE_GRACE: \"soon\" is no duration"},
		{"is refused for a bad number", "NUMBERDESK_RECONCILE_MAX_RELEASES=many", "\"many\" is no whole number"},
		{"is refused for what is neither yes nor no", "NUMBERDESK_DIRECTORY_WRITE_BUSINESS_PHONE=maybe", "\"maybe\" is neither true nor false"},
		{"is refused for a bad map", "NUMBERDESK_ROLES_SITE_ADMINS=[", "cannot be read as YAML"},
		{"of a Kubernetes service of our name is not ours", "NUMBERDESK_PORT_3978_TCP_ADDR=10.0.0.1", "mode: \"watch\""},
		{"likewise its host", "NUMBERDESK_SERVICE_HOST=10.0.0.1", "mode: \"watch\""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := server.Load(file, []string{c.variable})
			if c.says == "" {
				if err != nil || got.Mode != "observe" || time.Duration(got.Reconcile.Grace) != time.Hour {
					t.Errorf("got %+v, %v", got, err)
				}
				return
			}
			if problem.KindOf(err) != problem.Invalid || !strings.Contains(problem.Say(err).String(), c.says) {
				t.Errorf("got %v, want a refusal with %q", err, c.says)
			}
		})
	}
	if c, err := server.Load("", []string{"NUMBERDESK_ROLES_ADMINS= " + id + " , ," + id}); err != nil || len(c.Roles.Admins) != 2 {
		t.Errorf("a list with commas and spaces: got %q, %v", c.Roles.Admins, err)
	}
}
