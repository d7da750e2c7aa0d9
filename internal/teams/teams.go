// Package teams is the edge to Microsoft Teams: an Endpoint that takes what the Bot Connector
// posts, once it is proven to come from there, and a Connector that sends, updates and starts
// messages. It promises that no unproven word reaches a turn and that the bot's token travels to
// allow-listed https hosts alone. It never decides what a turn answers, retries nothing but what
// Teams points to its government host, keeps no state but keys and rates, and has no switch that turns
// verification off.
//
// The rules are those of "Authentication with the Bot Connector API" and "Send and receive
// messages with the Bot Framework REST API" on Microsoft Learn, unless a comment names another page.
package teams

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// Microsoft's public cloud: the defaults of every option left empty.
const (
	PublicOpenID      = "https://login.botframework.com/v1/.well-known/openidconfiguration"
	PublicIssuer      = "https://api.botframework.com"
	PublicServiceHost = "smba.trafficmanager.net"
)

// hosts are the places the bot may talk to, each host or host:port in lower case.
type hosts []string

func newHosts(list []string) hosts {
	var h hosts
	for _, host := range list {
		if host != "" { // which a URL without a host would match
			h = append(h, strings.TrimSuffix(strings.ToLower(host), ":443"))
		}
	}
	if len(h) == 0 {
		return hosts{PublicServiceHost}
	}
	return h
}

// admit reads a service URL and refuses what is not https, not on an allowed host, or more than a
// scheme, a host and a path. The error names no part of it.
func (h hosts) admit(serviceURL string) (*url.URL, error) {
	u, err := url.Parse(serviceURL)
	switch {
	case err != nil:
		return nil, fmt.Errorf("the service URL is not a URL")
	case u.Scheme != "https":
		return nil, fmt.Errorf("the service URL is not https")
	case u.Opaque != "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, fmt.Errorf("the service URL has more than a host and a path")
	case !ascii(u.Host):
		// Lower case makes ASCII of some other letters, and who is asked for the address may not.
		return nil, fmt.Errorf("the service URL's host is not plain ASCII")
	case !slices.Contains(h, strings.TrimSuffix(strings.ToLower(u.Host), ":443")):
		return nil, fmt.Errorf("the service URL's host is not among the allowed ones")
	}
	return u, nil
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0
}

// unredirected is client without the habit of following redirects: neither keys nor tokens are to
// come from or go to where somebody else points.
func unredirected(client *http.Client) *http.Client {
	c := http.Client{Timeout: defaultTimeout}
	if client != nil {
		c = *client
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}
