package demo

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// WindowsOptions say where the windows are and how the demonstration is shown.
type WindowsOptions struct {
	// Folder is where npm installed Microsoft 365 Agents Playground.
	Folder string
	// Port is the page's, and the next three are the windows'; 0 takes free ones.
	Port int
	// Browser opens the page when it is ready.
	Browser bool
	// Out gets what a person needs to know, Log what the bot and the windows log.
	Out io.Writer
	Log *slog.Logger
}

// cast are the people with a window, and what each is there for.
var cast = []struct{ key, role string }{
	{"adele", "employee"}, {"megan", "her manager"}, {"alex", "telephony admin"},
}

// Windows opens the company with a window for each of the cast until ctx ends, which is no error. A missing Node or
// playground is a problem of kind NotFound that says what to do.
func Windows(ctx context.Context, o WindowsOptions) (err error) {
	if err := installed(o.Folder); err != nil {
		return err
	}
	s := &stage{o: o}
	defer func() { err = interrupted(ctx, errors.Join(err, s.close())) }()
	if err := s.open(ctx); err != nil {
		return err
	}
	s.announce()
	if o.Browser {
		browse(s.url)
	}
	return s.wait(ctx)
}

// installed tells whether Node and the playground are there.
func installed(folder string) error {
	const instead = "Or play the story as text, which needs neither: numberdesk demo --story"
	if _, err := exec.LookPath("node"); err != nil {
		return problem.Wrap(err, problem.NotFound, "The windows are Microsoft's test client, which needs Node.js 20 or newer, and there is no node here.\n%s", instead)
	}
	if _, err := os.Stat(filepath.Join(folder, client)); err != nil {
		return problem.Wrap(err, problem.NotFound, "Microsoft's test client is not installed in %s. In the project's folder, make demo installs it with npm.\n%s", folder, instead)
	}
	return nil
}

// stage is everything that runs while the windows are open.
type stage struct {
	o       WindowsOptions
	url     string // of the page
	company *Company
	windows []*window
	closers []func() error
}

func (s *stage) open(ctx context.Context) error {
	page, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.o.Port)))
	if err != nil {
		return problem.Wrap(err, problem.Conflict, "Port %d is in use. Choose another with --port.", s.o.Port)
	}
	s.closers = append(s.closers, page.Close)
	s.url = "http://" + page.Addr().String() + "/"
	authority, err := sim.NewAuthority()
	if err != nil {
		return err
	}
	leaf, err := authority.Leaf()
	if err != nil {
		return err
	}
	connector, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{leaf}, MinVersion: tls.VersionTLS12})
	if err != nil {
		return err
	}
	s.closers = append(s.closers, connector.Close)

	host := connector.Addr().String()
	if s.company, err = Open(ctx, s.o.Log, []string{host}, authority.PEM); err != nil {
		return err
	}
	s.closers = append(s.closers, s.company.Close)
	g := &gateway{tenant: s.company.Tenant, bot: s.company.Bot, service: "https://" + host + "/teams/", windows: map[string]*window{}}
	for _, c := range cast {
		w := &window{role: c.role}
		for _, u := range s.company.Tenant.World.People {
			if u.Key == c.key {
				w.who = u
			}
		}
		g.windows[c.key] = w
		s.windows = append(s.windows, w)
	}
	s.serve(connector, http.HandlerFunc(g.fromBot))
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.page)
	mux.HandleFunc("HEAD /from/{who}/api/messages", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST /from/{who}/api/messages", g.fromWindow)
	s.serve(page, mux)

	var others []string
	for _, w := range s.windows {
		others = append(others, w.who.Key)
	}
	if err := s.company.Install(others...); err != nil {
		return err
	}
	return s.openWindows(ctx, g.service)
}

// openWindows starts all windows at once: each takes a second or two.
func (s *stage) openWindows(ctx context.Context, service string) error {
	folder, err := os.MkdirTemp("", "numberdesk-windows-")
	if err != nil {
		return err
	}
	s.closers = append(s.closers, func() error { return os.RemoveAll(folder) })
	var wg sync.WaitGroup
	errs := make([]error, len(s.windows))
	for i, w := range s.windows {
		port := 0
		if s.o.Port != 0 {
			port = s.o.Port + 1 + i
		}
		s.closers = append(s.closers, w.close)
		messages := s.url + "from/" + w.who.Key + "/api/messages"
		wg.Go(func() {
			errs[i] = w.open(ctx, s.o.Log, s.o.Folder, folder, s.company.Tenant.World, port, messages, service)
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (s *stage) serve(l net.Listener, h http.Handler) {
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(s.o.Log.Handler(), slog.LevelWarn)}
	done := make(chan struct{})
	go func() {
		defer close(done)
		server.Serve(l)
	}()
	s.closers = append(s.closers, func() error { err := server.Close(); <-done; return err })
}

// wait returns when somebody ends the demonstration, or when a window has ended by itself.
func (s *stage) wait(ctx context.Context) error {
	gone := make(chan error, len(s.windows))
	for _, w := range s.windows {
		go func() {
			<-w.ended
			gone <- w.gone()
		}()
	}
	select {
	case <-ctx.Done():
		return nil
	case err := <-gone:
		return err
	}
}

// close ends everything, last opened first.
func (s *stage) close() error {
	var errs []error
	for i := len(s.closers) - 1; i >= 0; i-- {
		if err := s.closers[i](); err != nil && !errors.Is(err, net.ErrClosed) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

func (s *stage) announce() {
	fmt.Fprintf(s.o.Out, "The sample company is open, and nothing of it leaves this machine.\n\n  %s\n\n", s.url)
	for i, step := range steps {
		fmt.Fprintf(s.o.Out, "  %d. %s\n", i+1, step)
	}
	fmt.Fprintf(s.o.Out, "\nThe command line runs the same desk:\n\n  numberdesk --config %s numbers\n\nEnd it with Ctrl-C.\n", s.company.Config)
}

// browse opens the page with what the desktop has for it. The page's address is printed as well, so a failure is none.
func browse(url string) {
	name := "xdg-open"
	if runtime.GOOS == "darwin" {
		name = "open"
	}
	cmd := exec.Command(name, url)
	if cmd.Start() == nil {
		go cmd.Wait()
	}
}
