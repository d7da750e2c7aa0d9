package sim

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
)

// pipes is a listener whose connections are net.Pipes, so that nothing leaves the process and a synctest bubble sees
// every goroutine wait.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.done) })
	return nil
}

func (p *pipes) Addr() net.Addr { return pipeAddr{} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.conns <- far:
		return near, nil
	case <-p.done:
		return nil, errors.New("the simulated Microsoft is closed")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

// Serve is an http.RoundTripper that reaches the handler over in-memory connections, whatever https host is asked for,
// and a function that stops it. It serves a bot's endpoint to its tests as well as it serves the tenant. Plain http
// is refused: nothing of ours may use it.
func Serve(h http.Handler) (http.RoundTripper, func()) {
	listener := &pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	server := &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		server.Serve(listener)
	}()
	transport := &http.Transport{
		DialTLSContext: listener.dial,
		DialContext: func(_ context.Context, _, address string) (net.Conn, error) {
			return nil, errors.New("plain http to " + address)
		},
		MaxIdleConnsPerHost: 8,
	}
	return transport, func() {
		transport.CloseIdleConnections()
		server.Close()
		<-stopped
	}
}

// Transport reaches the tenant without sockets or TLS, whatever https host is asked for. Called inside a synctest bubble
// it lives in it, and [Tenant.Close] must be called there too.
func (t *Tenant) Transport() http.RoundTripper {
	transport, stop := Serve(t.Handler())
	t.mu.Lock()
	defer t.mu.Unlock()
	t.closers = append(t.closers, stop)
	return transport
}
