package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/numberdesk/numberdesk/internal/sim"
)

// company is a story's world: the simulated Microsoft, and where its bot listens.
type company struct {
	tenant *sim.Tenant
	listen string
}

// configuration is the story's; what a story wants otherwise it says in the environment.
const configuration = `listen: %s
store: {path: numberdesk.db}
bot: {app_id: %s, tenant_id: %s, credential: secret, client_secret_file: client-secret}
endpoints:
  graph: %[4]s/v1.0
  login: %[4]s
  bot_openid: %[4]s/v1/.well-known/openidconfiguration
  connector_hosts: [%[5]s]
  ca_file: ca.pem
roles: {admins: [%s]}
reconcile: {schedule: "0 3 1 1 *"}
`

// open starts the company of a story and writes its files.
func open(env *testscript.Env) error {
	tenant := sim.New(sim.Sample())
	tenant.Drops(false)
	base, authority, err := tenant.Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	env.Defer(tenant.Close)
	port, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	c := company{tenant, port.Addr().String()}
	if err := port.Close(); err != nil {
		return err
	}
	tenant.BotURL = "http://" + c.listen + "/api/messages"
	env.Values["company"] = c
	host := strings.TrimPrefix(base, "https://")
	for name, text := range map[string]string{
		"numberdesk.yaml": fmt.Sprintf(configuration, c.listen, tenant.World.AppID, tenant.World.TenantID, base, host, tenant.IDOf("alex")),
		"client-secret":   tenant.World.Secret + "\n", "ca.pem": string(authority),
	} {
		if err := os.WriteFile(filepath.Join(env.WorkDir, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	env.Setenv("NUMBERDESK_CONFIG", filepath.Join(env.WorkDir, "numberdesk.yaml"))
	// A program under the race detector sleeps a second before it ends with 0 ("Data Race Detector", Options).
	env.Setenv("GORACE", "atexit_sleep_ms=0")
	for _, key := range tenant.Keys() {
		env.Setenv(strings.ReplaceAll(key, "-", "_"), tenant.IDOf(key))
	}
	return nil
}

func companyOf(ts *testscript.TestScript) company { return ts.Value("company").(company) }

// world changes the company, as its administrators would in Microsoft's own portals.
func world(ts *testscript.TestScript, _ bool, args []string) {
	t := companyOf(ts).tenant
	switch joined := args[0]; {
	case joined == "license" && len(args) == 3: // world license joni -MCOEV
		plan, off := strings.CutPrefix(args[2], "-")
		ts.Check(t.License(args[1], strings.TrimPrefix(plan, "+"), !off))
	case joined == "assign" && len(args) == 3: // world assign +49… grady
		ts.Check(t.Assign(args[1], args[2]))
	case joined == "unassign" && len(args) == 2:
		ts.Check(t.Unassign(args[1]))
	case joined == "delete" && len(args) == 2: // for good
		ts.Check(t.Purge(args[1]))
	case joined == "readonly": // the app has no permission to write
		t.Consent("TeamsTelephoneNumber.Read.All", "User.Read.All", "GroupMember.Read.All")
	case joined == "consent" && len(args) == 2: // world consent TeamsPolicyUserAssign.ReadWrite.All, besides what there is
		t.Permit(args[1], true)
	case joined == "policies" && len(args) == 4: // world policies 2 TenantDialPlan ch: so many have that name
		count, err := strconv.Atoi(args[1])
		ts.Check(err)
		ts.Check(t.SetPolicies(args[2], args[3], count))
	case joined == "fault" && len(args) == 4: // world fault GET users 503
		status, err := strconv.Atoi(args[3])
		ts.Check(err)
		ts.Check(t.Fault(args[1]+" "+args[2], sim.Fault{Status: status, Times: sim.Always}))
	case joined == "fails" && len(args) == 2: // world fails STATUSDETAIL: the next assignment ends so
		ts.Check(t.Fault("POST assignNumber", sim.Fault{Fails: args[1]}))
	case joined == "heal":
		t.Heal()
	default:
		ts.Fatalf("world: %q is nothing that happens", args)
	}
}

// journal prints what was assigned and unassigned in Graph, or tried; and holds that nothing was sent that
// should not be.
func journal(ts *testscript.TestScript, _ bool, _ []string) {
	t, out := companyOf(ts).tenant, ts.Stdout()
	for _, e := range t.Journal() {
		if e.What == "assignNumber" || e.What == "unassignNumber" {
			fmt.Fprintln(out, e)
		}
	}
	if v := t.Violations(); len(v) > 0 {
		ts.Fatalf("requests nobody was meant to send: %q", v)
	}
}

// holder holds who truly has a number in Teams: teams +41… adele, teams +41… nobody.
func holder(ts *testscript.TestScript, _ bool, args []string) {
	got := companyOf(ts).tenant.Holder(args[0])
	if got == "" {
		got = "nobody"
	}
	if got != args[1] {
		ts.Fatalf("%s is with %s, want %s", args[0], got, args[1])
	}
}

// ready waits until the desk says it is ready.
func ready(ts *testscript.TestScript, _ bool, _ []string) {
	await(ts, 10*time.Second, func() bool {
		response, err := http.Get("http://" + companyOf(ts).listen + "/readyz")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		return response.StatusCode == http.StatusOK
	})
}

// web prints status and body of a request: http GET /healthz.
func web(ts *testscript.TestScript, _ bool, args []string) {
	request, err := http.NewRequest(args[0], "http://"+companyOf(ts).listen+args[1], strings.NewReader(strings.Join(args[2:], " ")))
	ts.Check(err)
	response, err := http.DefaultClient.Do(request)
	ts.Check(err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	ts.Check(err)
	fmt.Fprintf(ts.Stdout(), "%s\n%s", response.Status, body)
}

// say types into somebody's chat with the bot, and prints the bot's first answer.
func say(ts *testscript.TestScript, _ bool, args []string) {
	t := companyOf(ts).tenant
	answered := func() (shown []sim.Shown) {
		await(ts, 10*time.Second, func() bool {
			shown = slices.Concat(shown, t.Shown())
			return slices.ContainsFunc(shown, func(s sim.Shown) bool { return s.Person == args[0] })
		})
		return shown
	}
	if p := t.Person(args[0]); !p.Installed() {
		ts.Check(p.Install())
		answered() // the welcome
	}
	t.Shown()
	ts.Check(t.Person(args[0]).Say(strings.Join(args[1:], " ")))
	for _, s := range answered() {
		fmt.Fprintln(ts.Stdout(), strings.Join(s.Message.Lines(), "\n"))
	}
}

// forge changes a file as somebody with an editor would, everywhere, and byte for byte: forge FILE OLD NEW.
func forge(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	raw, err := os.ReadFile(path)
	ts.Check(err)
	forged := strings.ReplaceAll(string(raw), args[1], args[2][:min(len(args[1]), len(args[2]))])
	if len(forged) != len(raw) || forged == string(raw) {
		ts.Fatalf("%q cannot stand for %q in %s", args[2], args[1], args[0])
	}
	ts.Check(os.WriteFile(path, []byte(forged), 0o600))
}
