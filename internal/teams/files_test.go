package teams_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// shelf serves files at whatever host is asked for, and remembers who was asked what.
type shelf struct {
	files  *teams.Files
	asked  []string
	body   []byte
	extent string
}

func newShelf(t *testing.T, serve func(http.ResponseWriter, *http.Request), hosts ...string) *shelf {
	s := &shelf{}
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked = append(s.asked, r.Method+" "+r.Host)
		for _, header := range []string{"Authorization", "Cookie", "Referer"} {
			if r.Header.Get(header) != "" {
				t.Errorf("%s was sent a %s", r.Host, header)
			}
		}
		s.body, _ = io.ReadAll(r.Body)
		s.extent = r.Header.Get("Content-Range")
		serve(w, r)
	}))
	t.Cleanup(server.Close)
	address := server.Listener.Addr().String()
	s.files = teams.NewFiles(hosts, &http.Client{Transport: &http.Transport{
		DialTLSContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}).DialContext(ctx, "tcp", address)
		},
		DialContext: func(context.Context, string, string) (net.Conn, error) {
			t.Error("something was sent without TLS")
			return nil, io.EOF
		},
	}})
	return s
}

func TestWhereFilesMayBe(t *testing.T) {
	for _, c := range []struct {
		name, address string
		allowed       bool
	}{
		{"somebody's OneDrive", "https://contoso-my.sharepoint.com/personal/x?tempauth=1", true},
		{"in any letters", "https://Contoso-My.SharePoint.COM/x", true},
		{"with the port that https has anyway", "https://contoso.sharepoint.com:443/x", true},
		{"what serves them", "https://eu-prod.asyncgw.teams.svc.ms/x", true},
		{"the domain itself", "https://sharepoint.com/x", false},
		{"a domain that ends alike", "https://evilsharepoint.com/x", false},
		{"a domain that begins alike", "https://contoso.sharepoint.com.evil.com/x", false},
		{"another port", "https://contoso.sharepoint.com:8443/x", false},
		{"without TLS", "http://contoso.sharepoint.com/x", false},
		{"another place", "https://evil.com/contoso.sharepoint.com", false},
		{"a name before the host", "https://contoso.sharepoint.com@evil.com/x", false},
		{"a password before the host", "https://a:b@contoso.sharepoint.com/x", false},
		{"this machine", "https://127.0.0.1/x", false},
		{"the cloud's metadata", "https://169.254.169.254/metadata/identity", false},
		{"no host", "https:///x", false},
		{"a file", "file:///etc/passwd", false},
		{"letters that look alike", "https://contoso.ſharepoint.com/x", false},
		{"a dot at the end", "https://contoso.sharepoint.com./x", false},
		{"nothing below", "https://.sharepoint.com/x", false},
		{"nothing at all", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShelf(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "number\n") })
			content, err := s.files.Fetch(t.Context(), c.address)
			if c.allowed && (err != nil || string(content) != "number\n") {
				t.Errorf("got %q, %v", content, err)
			}
			if !c.allowed && (!problem.Is(err, teams.ForeignHost) || problem.KindOf(err) != problem.Forbidden || len(s.asked) > 0) {
				t.Errorf("got %q, %v, having asked %q", content, err, s.asked)
			}
			if err := s.files.Put(t.Context(), c.address, []byte("number\n")); !c.allowed && !problem.Is(err, teams.ForeignHost) {
				t.Errorf("put: %v", err)
			}
		})
	}
}

func TestFilesAtOurOwnHosts(t *testing.T) {
	s := newShelf(t, func(w http.ResponseWriter, _ *http.Request) {}, "files.contoso.com:8443", "*.box.contoso.com")
	for address, allowed := range map[string]bool{
		"https://files.contoso.com:8443/x": true, "https://files.contoso.com/x": false, "https://a.box.contoso.com/x": true, "https://contoso.sharepoint.com/x": false,
	} {
		if _, err := s.files.Fetch(t.Context(), address); (err == nil) != allowed {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestFetch(t *testing.T) {
	const here = "https://contoso.sharepoint.com/x?tempauth=secret"
	for _, c := range []struct {
		name  string
		serve func(http.ResponseWriter, *http.Request)
		kind  problem.Kind
		asked int
	}{
		{"it is there", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "number") }, "", 1},
		{"it is as large as it may be", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, teams.MaxFile)) }, "", 1},
		{"it says that it is too large", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Length", "99999999999") }, problem.Invalid, 1},
		{"it does not end", func(w http.ResponseWriter, _ *http.Request) {
			for i := 0; i < 12; i++ {
				w.Write(make([]byte, 1<<20))
			}
		}, problem.Invalid, 1},
		{"it breaks off", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			w.Write([]byte("number"))
			panic(http.ErrAbortHandler)
		}, problem.Busy, 1},
		{"its link is over", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(401) }, problem.NotFound, 1},
		{"it is gone", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, problem.NotFound, 1},
		{"its place is busy", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, problem.Busy, 1},
		{"it moved within the allowed places", func(w http.ResponseWriter, r *http.Request) {
			if r.Host == "contoso.sharepoint.com" {
				http.Redirect(w, r, "https://fabrikam.sharepoint.com/y", http.StatusFound)
			}
		}, "", 2},
		{"it is said to be elsewhere", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://169.254.169.254/metadata", http.StatusFound)
		}, problem.Forbidden, 1},
		{"it is said to be here without TLS", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://contoso.sharepoint.com/y", http.StatusFound)
		}, problem.Forbidden, 1},
		{"it is sent on for ever", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, here, http.StatusFound) }, problem.Busy, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShelf(t, c.serve)
			_, err := s.files.Fetch(t.Context(), here)
			if problem.KindOf(err) != c.kind || len(s.asked) != c.asked {
				t.Errorf("got %v, having asked %q; want %q and %d", err, s.asked, c.kind, c.asked)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells the address: %v", err)
			}
		})
	}
}

func TestPut(t *testing.T) {
	const there = "https://contoso-my.sharepoint.com/upload?tempauth=secret"
	for _, c := range []struct {
		name  string
		serve func(http.ResponseWriter, *http.Request)
		kind  problem.Kind
	}{
		{"it is made", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(201) }, ""},
		{"it replaces one", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(200) }, ""},
		{"more of it is expected", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(202) }, problem.NotFound},
		{"the place is over", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(404) }, problem.NotFound},
		{"the place is busy", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) }, problem.Busy},
		{"it is sent on, even to an allowed place", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://fabrikam.sharepoint.com/y", http.StatusTemporaryRedirect)
		}, problem.NotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newShelf(t, c.serve)
			err := s.files.Put(t.Context(), there, []byte("number\n"))
			if problem.KindOf(err) != c.kind || len(s.asked) != 1 || s.asked[0] != "PUT contoso-my.sharepoint.com" {
				t.Errorf("got %v, having asked %q", err, s.asked)
			}
			if string(s.body) != "number\n" || s.extent != "bytes 0-6/7" {
				t.Errorf("sent %q as %q", s.body, s.extent)
			}
			if err != nil && strings.Contains(err.Error(), "secret") {
				t.Errorf("the error tells the address: %v", err)
			}
		})
	}
	s := newShelf(t, func(w http.ResponseWriter, _ *http.Request) {})
	for _, content := range [][]byte{nil, bytes.Repeat([]byte("x"), teams.MaxUpload+1)} {
		if err := s.files.Put(t.Context(), there, content); problem.KindOf(err) != problem.Invalid || len(s.asked) > 0 {
			t.Errorf("%d bytes: %v", len(content), err)
		}
	}
}
