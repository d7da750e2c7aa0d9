package teams

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// MaxFile is how large a file may be that comes by way of the chat, in bytes.
const MaxFile = 10 << 20

// fileTime is how long fetching or putting one may take.
const fileTime = time.Minute

// PublicFileHosts are where people's files are in the public cloud: OneDrive and SharePoint, and what serves them
// ("Microsoft 365 URLs and IP address ranges", SharePoint Online and OneDrive for Business).
var PublicFileHosts = []string{"*.sharepoint.com", "*.svc.ms"}

// Files fetches files that people send and puts those that they want, at addresses Teams names. It promises to talk to
// allow-listed https hosts alone, wherever it is sent on to, never to show a token there, and to read no more than it must.
// An address opens the file for whoever has it, so no error and no log has one.
type Files struct {
	hosts []string
	// fetch follows where it is sent on to, if that is allowed; put follows nobody.
	fetch, put *http.Client
}

// NewFiles makes one for these hosts: each a host, host:port, or *.domain for all below a domain. None means the public
// cloud's. A nil client is one of our own.
func NewFiles(allowed []string, client *http.Client) *Files {
	f := &Files{}
	for _, host := range allowed {
		if host != "" {
			f.hosts = append(f.hosts, strings.TrimSuffix(strings.ToLower(host), ":443"))
		}
	}
	if len(f.hosts) == 0 {
		f.hosts = PublicFileHosts
	}
	f.fetch, f.put = unredirected(client), unredirected(client)
	for _, c := range []*http.Client{f.fetch, f.put} {
		c.Timeout, c.Jar = fileTime, nil
	}
	f.fetch.CheckRedirect = func(next *http.Request, before []*http.Request) error {
		if len(before) > 3 {
			return errors.New("sent on too often")
		}
		next.Header.Del("Referer") // it would be the address that opens the file
		_, err := f.admit(next.URL.String())
		return err
	}
	return f
}

// admit reads an address and refuses what is not https on an allowed host. The error names no part of it.
func (f *Files) admit(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil:
		return nil, errForeign("is no URL")
	case u.Scheme != "https" || u.Opaque != "" || u.User != nil || u.Hostname() == "":
		return nil, errForeign("is more or less than https, a host and a path")
	case !ascii(u.Host) || !slices.ContainsFunc(f.hosts, func(allowed string) bool { return covers(allowed, strings.TrimSuffix(strings.ToLower(u.Host), ":443")) }):
		return nil, errForeign("is at a host that is not allowed")
	}
	return u, nil
}

// covers reports whether a pattern of the allow-list covers a host. A star stands for what is below a domain, not for the
// domain, and never for a port or an address.
func covers(allowed, host string) bool {
	domain, star := strings.CutPrefix(allowed, "*")
	if !star {
		return allowed == host
	}
	below, ok := strings.CutSuffix(host, domain)
	return ok && strings.HasPrefix(domain, ".") && below != "" && !strings.ContainsAny(below, ":[]%") && !strings.HasPrefix(below, ".") && !strings.HasSuffix(below, ".")
}

func errForeign(why string) error {
	p := problem.Wrap(fmt.Errorf("the file's address %s", why), problem.Forbidden, "Teams keeps this file where the desk may not go; an admin can add the host to endpoints.file_hosts.")
	p.Code = ForeignHost
	return p
}

// Fetch reads a file of at most [MaxFile] bytes. What it claims to be is ignored. Busy may be tried again; every other
// refusal is final.
func (f *Files) Fetch(ctx context.Context, address string) ([]byte, error) {
	resp, err := f.do(ctx, f.fetch, http.MethodGet, address, nil, nil)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fileFailure(resp)
	}
	if resp.ContentLength > MaxFile {
		return nil, tooLarge()
	}
	content, err := io.ReadAll(io.LimitReader(resp.Body, MaxFile+1))
	switch {
	case err != nil:
		return nil, unreachable(err)
	case len(content) > MaxFile:
		return nil, tooLarge()
	}
	return content, nil
}

func (f *Files) do(ctx context.Context, client *http.Client, method, address string, body io.Reader, header http.Header) (*http.Response, error) {
	u, err := f.admit(address)
	if err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, method, u.String(), body)
	if err != nil {
		return nil, errForeign("makes no request")
	}
	for name, values := range header {
		req.Header[name] = values
	}
	resp, err := client.Do(req)
	if err != nil {
		if foreign, ok := errors.AsType[*problem.Error](err); ok {
			return nil, foreign // where it was sent on to
		}
		return nil, unreachable(err)
	}
	return resp, nil
}

func tooLarge() error {
	return problem.New(problem.Invalid, "The file has more than %d MB, which is more than the desk takes in a chat. Import it on the command line, or split it.", MaxFile>>20)
}

func unreachable(err error) error {
	return problem.Wrap(fmt.Errorf("file: %w", cause(err)), problem.Busy, "The place of the file could not be reached or did not answer. The desk will try again.")
}

// fileFailure is what an answer other than success means. The body is not read: it may be anything.
func fileFailure(resp *http.Response) error {
	cause := fmt.Errorf("file: %s", resp.Status)
	switch status := resp.StatusCode; {
	case status == http.StatusTooManyRequests || status == http.StatusRequestTimeout || status >= 500:
		p := problem.Wrap(cause, problem.Busy, "The place of the file is busy. The desk will try again.")
		p.RetryAfter = min(retryAfter(resp.Header.Get("Retry-After"), time.Now()), time.Minute)
		return p
	default:
		return problem.Wrap(cause, problem.NotFound, "The file's link is no longer good: they hold for a short while. Send the file, or ask for it, once more.")
	}
}
