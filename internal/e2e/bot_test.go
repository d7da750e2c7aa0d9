package e2e

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
	"github.com/numberdesk/numberdesk/internal/store"
)

// botConfig names, in the environment, the configuration with which this test binary is to be the bot.
const botConfig = "E2E_BOT_CONFIG"

func TestMain(m *testing.M) {
	if path := os.Getenv(botConfig); path != "" {
		os.Exit(beBot(path))
	}
	flag.Parse()
	if asked := flag.Lookup("test.parallel"); asked.Value.String() == asked.DefValue {
		asked.Value.Set("14") // a bot that was killed waits for Teams more than it works
	}
	os.Exit(m.Run())
}

// beBot is the bot in a process of its own. It writes a line when it serves and for each place where a crash could hurt,
// and reads a line "kill N", after which it kills itself at the Nth such place. When its input ends it stops in peace.
func beBot(path string) int {
	c, err := server.Load(path, nil)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	var left atomic.Int64
	s, err := server.New(c, server.Options{
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
		// The simulated company shows everything within four seconds: two for the operation, two until reads see it.
		Settle: 5 * time.Second,
		Ready:  func(addr string) { fmt.Println("serving " + addr) },
		Point: func(name string) {
			fmt.Println("point " + name)
			if left.Add(-1) == 0 {
				syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {} // not one step further
			}
		},
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		defer stop()
		for orders := bufio.NewScanner(os.Stdin); orders.Scan(); {
			var n int64
			if _, err := fmt.Sscanf(orders.Text(), "kill %d", &n); err == nil {
				left.Store(n)
				fmt.Println("armed")
			}
		}
	}()
	if err := s.Run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// bot is the bot as the process of its own that it is in production, seen from the company it serves.
type bot struct {
	t      *testing.T
	tenant *sim.Tenant
	config string
	store  string

	mu      sync.Mutex
	addr    string
	process *exec.Cmd
	orders  io.WriteCloser
	said    chan string   // serving and armed, each once for each start and order
	died    chan struct{} // closed when the process is gone
	log     bytes.Buffer
	points  []string // passed since the last order
	kills   []int    // orders still to be given, one for each start
}

// newBot starts the company and its bot, with the range of Zurich and the bot in the apps of these people.
func newBot(t *testing.T, seed uint64, drops bool, people ...string) *bot {
	t.Helper()
	// A socket's path may be some hundred bytes long, which the folder of a subtest can exceed.
	folder, err := os.MkdirTemp("", "bot")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	world := sim.Sample()
	b := &bot{t: t, tenant: sim.New(world), config: filepath.Join(folder, "config.yaml"), store: filepath.Join(folder, "numberdesk.db")}
	b.tenant.Seed(seed)
	b.tenant.Drops(drops)
	base, ca, err := b.tenant.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.tenant.Close)
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	b.tenant.Bot = func(r *http.Request) (*http.Response, error) {
		b.mu.Lock()
		r.URL.Scheme, r.URL.Host = "http", b.addr
		b.mu.Unlock()
		return client.Do(r)
	}
	b.write(filepath.Join(folder, "ca.pem"), string(ca))
	b.write(filepath.Join(folder, "secret"), world.Secret)
	b.write(b.config, fmt.Sprintf(`listen: 127.0.0.1:0
store: {path: %[1]s/numberdesk.db}
bot: {app_id: %[2]s, tenant_id: %[3]s, credential: secret, client_secret_file: %[1]s/secret}
endpoints:
  graph: %[4]s/v1.0
  login: %[4]s
  bot_openid: %[4]s/v1/.well-known/openidconfiguration
  bot_issuer: https://api.botframework.com
  connector_hosts: [%[5]q]
  ca_file: %[1]s/ca.pem
roles: {admin_groups: [%[6]s]}
reconcile: {schedule: "0 3 1 1 *", grace: 0s, max_release_percent: 100}
approval: {on_behalf: [manager]}
`, folder, world.AppID, world.TenantID, base, strings.TrimPrefix(base, "https://"), b.tenant.IDOf("telephony-admins")))
	b.start()
	t.Cleanup(b.end)
	b.command("ranges", "add", "--name", "zurich", "--country", "CH", "--site", "Zurich", "--first", "+41446681000", "--last", "+41446681009")
	b.command("reconcile", "--apply")
	for _, key := range people {
		if err := b.tenant.Person(key).Install(); err != nil {
			t.Fatal(err)
		}
	}
	b.settle()
	return b
}

func (b *bot) write(path, text string) {
	b.t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// configure starts the bot anew, with this at the end of its configuration.
func (b *bot) configure(text string) {
	b.t.Helper()
	b.end()
	before, err := os.ReadFile(b.config)
	if err != nil {
		b.t.Fatal(err)
	}
	b.write(b.config, string(before)+text)
	b.start()
}

// start starts the bot on its store, and gives it the next order to die.
func (b *bot) start() {
	b.t.Helper()
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), botConfig+"="+b.config)
	orders, err := process.StdinPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	out, err := process.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	log, err := process.StderrPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.mu.Lock()
	b.process, b.orders, b.said, b.died = process, orders, make(chan string, 2), make(chan struct{})
	said, died := b.said, b.died
	b.mu.Unlock()
	var readers sync.WaitGroup
	readers.Go(func() { b.listen(out, said) })
	readers.Go(func() {
		for lines := bufio.NewScanner(log); lines.Scan(); {
			b.mu.Lock()
			b.log.WriteString(lines.Text() + "\n")
			b.mu.Unlock()
		}
	})
	go func() {
		readers.Wait()
		process.Wait() // how it ended is asked of ProcessState
		close(died)
	}()
	b.hear("serving")
	if len(b.kills) > 0 {
		b.arm(b.kills[0])
		b.kills = b.kills[1:]
	}
}

// listen notes what the process says.
func (b *bot) listen(out io.Reader, said chan<- string) {
	for lines := bufio.NewScanner(out); lines.Scan(); {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		b.mu.Lock()
		switch word {
		case "point":
			b.points = append(b.points, rest)
		case "serving":
			b.addr = rest
		}
		b.mu.Unlock()
		if word != "point" {
			said <- word
		}
	}
}

func (b *bot) hear(word string) {
	b.t.Helper()
	select {
	case got := <-b.said:
		if got == word {
			return
		}
		b.t.Fatalf("the bot said %q instead of %q", got, word)
	case <-b.died:
		b.t.Fatalf("the bot died before it was %s:\n%s", word, b.logged())
	case <-time.After(time.Minute):
		b.t.Fatalf("the bot is not %s after a minute:\n%s", word, b.logged())
	}
}

// arm orders the process to kill itself at the nth place from now.
func (b *bot) arm(n int) {
	b.t.Helper()
	b.mu.Lock()
	b.points = nil
	b.mu.Unlock()
	fmt.Fprintf(b.orders, "kill %d\n", n)
	b.hear("armed")
}

func (b *bot) logged() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.log.String()
}

// passed are the places the bot passed since it was armed.
func (b *bot) passed() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.points...)
}

// dead reports whether the process is gone; after a call that failed it is given a moment to be.
func (b *bot) dead(within time.Duration) bool {
	select {
	case <-b.died:
		return true
	default:
	}
	select {
	case <-b.died:
		return true
	case <-time.After(within):
		return false
	}
}

// deliver does something that sends an activity. When the bot dies of it, it is started again and the same
// activity is sent once more, as Teams does.
func (b *bot) deliver(who string, act func(*sim.Person) error) {
	b.t.Helper()
	p := b.tenant.Person(who)
	for err := act(p); err != nil; err = p.Redeliver() {
		if !b.dead(10 * time.Second) {
			b.t.Fatalf("%s: %v\n%s", who, err, b.logged())
		}
		b.start()
	}
}

// click waits for a card with the button, then presses it.
func (b *bot) click(who, title string, inputs map[string]string) {
	b.t.Helper()
	p := b.tenant.Person(who)
	b.until(who+" sees ["+title+"]", func() bool {
		for _, m := range p.Cards() {
			if strings.Contains(strings.Join(m.Lines(), "\n"), "["+title+"]") {
				return true
			}
		}
		return false
	})
	b.deliver(who, func(p *sim.Person) error { return p.Click(title, inputs) })
}

func (b *bot) say(who, text string) {
	b.t.Helper()
	b.deliver(who, func(p *sim.Person) error { return p.Say(text) })
}

// until waits until something is so. A bot that dies meanwhile is started again.
func (b *bot) until(what string, so func() bool) {
	b.t.Helper()
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	late := time.After(90 * time.Second)
	for !so() {
		select {
		case <-b.died:
			b.start()
		case <-late:
			b.t.Fatalf("still not: %s\n%s", what, b.logged())
		case <-tick.C:
		}
	}
}

// settle waits until the bot owes nothing that is due.
func (b *bot) settle() {
	b.t.Helper()
	b.until("nothing is owed", func() bool {
		b.mu.Lock()
		addr := b.addr
		b.mu.Unlock()
		response, err := http.Get("http://" + addr + "/metrics")
		if err != nil {
			return false
		}
		defer response.Body.Close()
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			if lines.Text() == "numberdesk_outbox_effects 0" {
				return true
			}
		}
		return false
	})
}

// command runs a command over the bot's socket, again when the bot died of it.
func (b *bot) command(words ...string) server.Printed {
	b.t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", b.store+".sock")
	}}}
	body, err := json.Marshal(map[string]any{"words": words})
	if err != nil {
		b.t.Fatal(err)
	}
	for {
		var p server.Printed
		response, err := client.Post("http://numberdesk/command", "application/json", bytes.NewReader(body))
		if err == nil {
			err = json.NewDecoder(response.Body).Decode(&p)
			response.Body.Close()
		}
		if err == nil {
			return p
		}
		if !b.dead(10 * time.Second) {
			b.t.Fatalf("%v: %v\n%s", words, err, b.logged())
		}
		b.start()
	}
}

// end stops the bot in peace; what it owes stays in the store.
func (b *bot) end() {
	b.orders.Close()
	if !b.dead(30 * time.Second) {
		b.process.Process.Kill()
		<-b.died
		b.t.Errorf("the bot did not stop:\n%s", b.logged())
	}
}

// ledger stops the bot and reads what it has written down.
func (b *bot) ledger() *ledger {
	b.t.Helper()
	b.end()
	if code := b.process.ProcessState.ExitCode(); code != 0 {
		b.t.Errorf("the bot ended with %d:\n%s", code, b.logged())
	}
	db, err := store.Open(b.store)
	if err != nil {
		b.t.Fatal(err)
	}
	defer db.Close()
	l, err := readLedger(db)
	if err != nil {
		b.t.Fatalf("the ledger: %v", err)
	}
	return l
}
