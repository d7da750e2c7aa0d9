package server

import (
	"net"
	"net/url"
	"slices"
	"strings"
)

func listens(key, value string) error {
	if _, port, err := net.SplitHostPort(value); err != nil || port == "" {
		return bad(key, "%q is no address to listen on, such as 127.0.0.1:3978.", value)
	}
	return nil
}

func address(key, value string) error {
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return bad(key, "%q is no https address.", value)
	}
	return nil
}

// nationalClouds are how the hosts of Microsoft's national clouds end ("National cloud deployments"): US Government L4
// and L5 (DoD), and China. The company's tenant there has no telephone numbers in Graph (numberAssignment, "National cloud
// deployments"). GCC is none of them: it lives in the public cloud.
var nationalClouds = []string{".microsoft.us", ".microsoftonline.us", ".azure.us", ".chinacloudapi.cn", ".microsoftonline.cn", ".azure.cn"}

func publicCloud(key, value string) error {
	u, err := url.Parse(value)
	if err == nil && slices.ContainsFunc(nationalClouds, func(end string) bool { return strings.HasSuffix(strings.ToLower(u.Hostname()), end) }) {
		return bad(key, "%s is a national cloud of Microsoft's, where Graph has no API for telephone numbers. The desk works in the public cloud, which is the default, and so in GCC.", u.Hostname())
	}
	return nil
}

func loopback(key, value string) error {
	if value == "" {
		return nil
	}
	host, port, err := net.SplitHostPort(value)
	if ip := net.ParseIP(host); err != nil || port == "" || ip == nil || !ip.IsLoopback() {
		return bad(key, "%q is not allowed: profiles show what is in memory. Use an address of this machine alone, such as 127.0.0.1:6060 or [::1]:6060.", value)
	}
	return nil
}
