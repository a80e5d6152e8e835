package config

import (
	"fmt"
	"net"
	"net/url"
	"strings"
)

// Origins is the value of the CORS setting: which web pages may call
// (contract/auth-and-server.md 7.5).
type Origins struct {
	Any     bool // `*`
	domains []domain
}

// domain is one entry: scheme, host with perhaps a wildcard as its leftmost label, port.
type domain struct {
	scheme, host, port string
	wildcard           bool // host is what follows `*.`
}

// ParseOrigins reads `*` or a comma-separated list of scheme://[*.]host[:port].
func ParseOrigins(text string) (Origins, error) {
	var o Origins
	for _, item := range splitList(text) {
		if item == "*" {
			return Origins{Any: true}, nil
		}
		d, ok := parseDomain(item)
		if !ok {
			return Origins{}, fmt.Errorf("invalid domain: '%s'. All domains should have scheme + (optional wildcard) host + (optional port)", item)
		}
		o.domains = append(o.domains, d)
	}
	return o, nil
}

// Allow tells whether a page of this origin may call. An origin is what a browser sends:
// scheme, host and port.
func (o Origins) Allow(origin string) bool {
	if o.Any {
		return true
	}
	got, ok := parseDomain(origin)
	if !ok || got.wildcard {
		return false
	}
	for _, d := range o.domains {
		if d.scheme == got.scheme && d.port == got.port && d.matches(got.host) {
			return true
		}
	}
	return false
}

// String prints the entries as they are configured, for the start-up log.
func (o Origins) String() string {
	if o.Any {
		return "*"
	}
	list := make([]string, len(o.domains))
	for i, d := range o.domains {
		list[i] = d.String()
	}
	return strings.Join(list, ",")
}

// matches compares hosts; a wildcard stands for exactly one label.
func (d domain) matches(host string) bool {
	if !d.wildcard {
		return d.host == host
	}
	label, rest, found := strings.Cut(host, ".")
	return found && label != "" && rest == d.host
}

func (d domain) String() string {
	host := d.host
	if d.wildcard {
		host = "*." + host
	}
	if d.port != "" {
		host = net.JoinHostPort(host, d.port)
	}
	return d.scheme + "://" + host
}

func parseDomain(text string) (domain, bool) {
	u, err := url.Parse(strings.ToLower(text))
	if err != nil || u.Scheme == "" || u.Opaque != "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" ||
		u.Path != "" && u.Path != "/" {
		return domain{}, false
	}
	d := domain{scheme: u.Scheme, host: u.Hostname(), port: u.Port()}
	d.host, d.wildcard = strings.CutPrefix(d.host, "*.")
	if d.host == "" || strings.Contains(d.host, "*") {
		return domain{}, false
	}
	return d, true
}
