package server_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// slow is a network on which requests that match wait until they are let go, once it is armed.
type slow struct {
	next    http.RoundTripper
	match   string // a part of method and address
	armed   atomic.Bool
	waiting chan struct{} // gets one for each that waits
	free    chan struct{} // closed to let all go, when the test is over
}

func newSlow(t *testing.T, tenant *sim.Tenant, match string) *slow {
	s := &slow{next: tenant.Transport(), match: match, waiting: make(chan struct{}, 100), free: make(chan struct{})}
	t.Cleanup(func() { close(s.free) })
	return s
}

func (s *slow) RoundTrip(r *http.Request) (*http.Response, error) {
	address, err := url.PathUnescape(r.URL.RequestURI())
	if err != nil {
		return nil, err
	}
	if s.armed.Load() && strings.Contains(r.Method+" "+address, s.match) {
		s.waiting <- struct{}{}
		select {
		case <-s.free:
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	return s.next.RoundTrip(r)
}

// served is a server that runs until it is stopped.
type served struct {
	addr  string
	stop  context.CancelFunc
	ended chan error
}

func serve(t *testing.T, c server.Config, o server.Options) *served {
	t.Helper()
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler) // what hangs may still log when the test is over
	}
	ready := make(chan string, 1)
	o.Ready = func(addr string) { ready <- addr }
	s, err := server.New(c, o)
	if err != nil {
		t.Fatal(err)
	}
	r := &served{ended: make(chan error, 1)}
	ctx, stop := context.WithCancel(context.Background())
	r.stop = stop
	go func() { r.ended <- s.Run(ctx) }()
	t.Cleanup(stop)
	select {
	case r.addr = <-ready:
	case err := <-r.ended:
		t.Fatal(err)
	}
	return r
}

// wait holds that Run ended without an error, and in time.
func (r *served) wait(t *testing.T, within time.Duration) {
	t.Helper()
	began := time.Now()
	select {
	case err := <-r.ended:
		if err != nil {
			t.Errorf("stopping: %v", err)
		}
		if took := time.Since(began); took > within {
			t.Errorf("stopping took %v, want %v at most", took, within)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it does not stop")
	}
}

func command(t *testing.T, tenant *sim.Tenant, c server.Config, words string) server.Printed {
	t.Helper()
	p, err := server.Command(t.Context(), c, server.Options{Transport: tenant.Transport()}, strings.Fields(words), nil)
	if err != nil {
		t.Fatalf("%s: %v", words, err)
	}
	return p
}

const zurich = "ranges add --name zurich --country CH --site Zurich --first +41446681000 --last +41446681009"

// Told to stop in the middle of a delivery, wherever it hangs, it ends well and in time, owes the rest, and the next
// start goes on without doing anything twice.
func TestStoppedInTheMiddleOfADelivery(t *testing.T) {
	for _, hangs := range []struct{ name, match string }{
		{"while the number is read", "telephoneNumber eq"},
		{"while the order is on its way", ".assignNumber"},
		{"while the operation is asked", "/operations"},
	} {
		t.Run(hangs.name, func(t *testing.T) {
			t.Parallel()
			tenant, c := company(t)
			command(t, tenant, c, zurich)
			network := newSlow(t, tenant, hangs.match)
			first := serve(t, c, server.Options{Transport: network, Settle: time.Second, Shutdown: 300 * time.Millisecond})
			network.armed.Store(true)
			if p := command(t, tenant, c, "assign next AdeleV@contoso.com"); p.Refused {
				t.Fatal(p.Text)
			}
			<-network.waiting
			first.stop()
			first.wait(t, 5*time.Second)

			second := serve(t, c, server.Options{Transport: tenant.Transport(), Settle: time.Second})
			await(t, func() bool { return strings.Contains(command(t, tenant, c, "requests --all").Text, "Vance  delivered") })
			second.stop()
			second.wait(t, 11*time.Second)
			if tenant.Holder("+41446681000") != "adele" {
				t.Errorf("the number is %q's", tenant.Holder("+41446681000"))
			}
			orders := 0
			for _, e := range tenant.Journal() {
				if e.What == "assignNumber" {
					orders++
				}
			}
			if v := tenant.Violations(); orders != 1 || len(v) != 0 {
				t.Errorf("ordered %d times; violations %q", orders, v)
			}
		})
	}
}

// A request that is in hand is answered when it ends in time; one that does not is cut off without an answer, so that
// Teams sends the activity again.
func TestStoppedInTheMiddleOfARequest(t *testing.T) {
	for _, tt := range []struct {
		name     string
		shutdown time.Duration
		inTime   bool
	}{{"it ends in time", 10 * time.Second, true}, {"it hangs", 300 * time.Millisecond, false}} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tenant, c := company(t)
			desk := serve(t, c, server.Options{Transport: tenant.Transport(), Shutdown: tt.shutdown})
			await(t, func() bool { return get(t, desk.addr+"/readyz") != "" })
			conn, err := net.Dial("tcp", desk.addr)
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			const body = `{"type":"message"}`
			fmt.Fprintf(conn, "POST /api/messages HTTP/1.1\r\nHost: desk\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n",
				tenant.Sign(sim.Forgery{}), len(body))
			answers := bufio.NewReader(conn)
			if line, err := answers.ReadString('\n'); err != nil || !strings.Contains(line, "100 Continue") {
				t.Fatalf("got %q, %v, want it to wait for the body", line, err)
			}
			if _, err := answers.ReadString('\n'); err != nil {
				t.Fatal(err)
			}
			desk.stop()
			await(t, func() bool { // no new work: the door is shut while the request is still in hand
				conn, err := net.Dial("tcp", desk.addr)
				if err == nil {
					conn.Close()
				}
				return err != nil
			})
			if tt.inTime {
				io.WriteString(conn, body)
			}
			desk.wait(t, 9*time.Second)
			if line, err := answers.ReadString('\n'); (err == nil && strings.HasPrefix(line, "HTTP/1.1 ")) != tt.inTime {
				t.Errorf("Teams got %q, %v", line, err)
			}
		})
	}
}

// await looks at a condition until it holds.
func await(t *testing.T, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it never came to that")
		}
	}
}

// get is what a page says, empty when it is no 200.
func get(t *testing.T, url string) string {
	t.Helper()
	response, err := http.Get("http://" + url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		return ""
	}
	return string(body)
}

func TestProfilesAreForThisMachine(t *testing.T) {
	tenant, c := company(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.Debug.Listen = free.Addr().String()
	free.Close()
	desk := serve(t, c, server.Options{Transport: tenant.Transport()})
	for _, page := range []struct{ name, url, says string }{
		{"the list of profiles", c.Debug.Listen + "/debug/pprof/", "goroutine"},
		{"a profile", c.Debug.Listen + "/debug/pprof/heap?debug=1", "heap profile"},
		{"where the program is", c.Debug.Listen + "/debug/pprof/goroutine?debug=1", "server.(*Server).Run"},
		{"the desk itself is not there", c.Debug.Listen + "/healthz", ""},
		{"and the profiles are nowhere else", desk.addr + "/debug/pprof/", ""},
		{"not even one by one", desk.addr + "/debug/pprof/heap", ""},
	} {
		if body := get(t, page.url); !strings.Contains(body, page.says) || (body == "") != (page.says == "") {
			t.Errorf("%s: got %s, want %q", page.name, body, page.says)
		}
	}
	// A profile that is being taken is worth no wait.
	taken := make(chan struct{})
	go func() {
		defer close(taken)
		if response, err := http.Get("http://" + c.Debug.Listen + "/debug/pprof/trace?seconds=30"); err == nil {
			io.Copy(io.Discard, response.Body)
			response.Body.Close()
		}
	}()
	await(t, func() bool {
		return strings.Contains(get(t, c.Debug.Listen+"/debug/pprof/goroutine?debug=1"), "pprof.Trace")
	})
	desk.stop()
	desk.wait(t, 5*time.Second)
	<-taken
}
