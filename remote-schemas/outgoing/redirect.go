package outgoing

import (
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
)

// maxRedirects is the contract's bound (contract/events-actions-rest.md 2.3).
const maxRedirects = 10

// hop is one exchange on the way to an answer.
type hop struct {
	method string
	url    *url.URL
	header http.Header
	body   []byte
}

func newHop(req *Request) (*hop, error) {
	u, err := url.Parse(req.URL)
	if err != nil {
		return nil, errors.New("the address is not valid")
	}
	if u.User != nil && req.Header.Get("Authorization") == "" {
		password, _ := u.User.Password() // a user without one is legal
		req.Header.Set("Authorization", basic(u.User.Username(), password))
	}
	return &hop{method: req.Method, url: u, header: req.Header, body: req.Body}, nil
}

// basic is the value of an Authorization header for a user that an address names. The
// transport, unlike net/http's client, does not send it by itself.
func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}

// redirected returns where res sends the call, or nil when res is the answer. 302 and 303
// turn it into a GET without a body; 301, 307 and 308 repeat it (contract/
// events-actions-rest.md 2.3). net/http's own client would also turn a 301 into a GET.
func (h *hop) redirected(res *Response) (*hop, error) {
	location := res.Header.Get("Location")
	if location == "" {
		return nil, nil //nolint:nilnil // no redirect is an ordinary outcome
	}
	next := &hop{method: h.method, header: h.header, body: h.body}
	switch res.Status {
	case http.StatusMovedPermanently, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	case http.StatusFound, http.StatusSeeOther:
		next.method, next.body = http.MethodGet, nil
		next.header = h.header.Clone()
		next.header.Del("Content-Type")
	default:
		return nil, nil //nolint:nilnil // as above
	}
	u, err := h.url.Parse(location)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return nil, errors.New("redirected to something else than an http address")
	}
	next.url = u
	if !trusted(h.url, u) {
		next.header = public(next.header)
	}
	return next, nil
}

// trusted tells whether credentials meant for one address may be sent to another: the same
// host or a host below it, and never from https to http.
func trusted(from, to *url.URL) bool {
	if from.Scheme == "https" && to.Scheme == "http" {
		return false
	}
	f, t := strings.ToLower(from.Hostname()), strings.ToLower(to.Hostname())
	return f == t || strings.HasSuffix(t, "."+f)
}

// public keeps the headers that say nothing about the user or the configuration.
func public(header http.Header) http.Header {
	kept := http.Header{}
	for _, name := range []string{"Content-Type", "User-Agent", "Accept"} {
		if values, has := header[name]; has {
			kept[name] = values
		}
	}
	return kept
}
