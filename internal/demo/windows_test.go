package demo

import (
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// TestWhatIsMissingIsSaid: without Node, without the client or without the port nothing starts, and the sentence helps.
func TestWhatIsMissingIsSaid(t *testing.T) {
	folder := t.TempDir()
	node := filepath.Join(folder, "node")
	if err := os.WriteFile(node, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	installed := filepath.Join(folder, "installed")
	if err := os.MkdirAll(filepath.Join(installed, filepath.Dir(client)), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(installed, client), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, c := range []struct {
		name, path, folder string
		port               int
		kind               problem.Kind
		says               string
	}{
		{"no node", t.TempDir(), installed, 0, problem.NotFound, "numberdesk demo --story"},
		{"no client", folder, t.TempDir(), 0, problem.NotFound, "make demo"},
		{"the port is taken", folder, installed, taken.Addr().(*net.TCPAddr).Port, problem.Conflict, "--port"},
		{"a window that ends at once", folder, installed, 0, problem.Internal, "--verbose"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("PATH", c.path)
			t.Setenv("TMPDIR", t.TempDir())
			err := Windows(t.Context(), WindowsOptions{Folder: c.folder, Port: c.port, Out: t.Output(), Log: slog.New(slog.DiscardHandler)})
			if problem.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %s with %q", err, c.kind, c.says)
			}
			if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
				t.Errorf("files are left: %v, %v", left, err)
			}
		})
	}
}

// TestConversationsBelongToOneWindow: the gateway tells windows apart by nothing else.
func TestConversationsBelongToOneWindow(t *testing.T) {
	g := &gateway{windows: map[string]*window{}}
	for _, u := range sim.Sample().People {
		g.windows[u.Key] = &window{who: u}
	}
	for _, w := range g.windows {
		for _, id := range []string{w.chat(), w.group(), w.team(), w.channel(), w.channel() + ";messageid=1"} {
			if got := g.windowOf(id); got != w {
				t.Errorf("%s belongs to %v, want %s", id, got, w.who.Key)
			}
		}
	}
	if g.windowOf("a:1somewhere-else") != nil {
		t.Error("a conversation of nobody's has a window")
	}
}
