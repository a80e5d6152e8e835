package jwt

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/weftql/weft/planner"
)

// Verifier verifies the tokens of requests. It is safe for concurrent use.
type Verifier struct{ configs []*config }

// New reads configurations and fetches the sets of keys they name; a set that cannot be
// had is an error. Equal configurations count once.
func New(texts []json.RawMessage, client *http.Client, logger *slog.Logger) (*Verifier, error) {
	fetcher := &fetcher{client: client, logger: logger}
	v := &Verifier{}
	var seen [][]byte
	for _, text := range texts {
		var compact bytes.Buffer
		if err := json.Compact(&compact, text); err != nil {
			return nil, err
		}
		if containsBytes(seen, compact.Bytes()) {
			continue
		}
		seen = append(seen, compact.Bytes())
		c, err := parseConfig(text, fetcher)
		if err != nil {
			return nil, err
		}
		if err := c.keys.load(); err != nil {
			return nil, err
		}
		v.configs = append(v.configs, c)
	}
	return v, nil
}

func containsBytes(list [][]byte, b []byte) bool {
	for _, have := range list {
		if bytes.Equal(have, b) {
			return true
		}
	}
	return false
}

// Identity is who a token speaks for.
type Identity struct {
	Role      string
	Variables map[string]string // session variables by lower-case name, x-hasura-role included
	Expires   time.Time         // zero: never
}

// ErrNoToken is what a request without any token is answered with; another kind of
// authentication may take it then.
var ErrNoToken = errors.New("no token")

// Verify returns the identity of a request. The error is [ErrNoToken] or a *planner.Fault:
// a token that is there and wrong never counts as none (contract/auth-and-server.md 4.2).
func (v *Verifier) Verify(header http.Header) (*Identity, error) {
	type pair struct {
		config *config
		token  string
	}
	found := false
	var fitting []pair
	for _, c := range v.configs {
		tokens, f := c.location.tokens(header)
		if f != nil {
			return nil, f
		}
		for _, token := range tokens {
			found = true
			if issuer := issuerOf(token); c.issuer == "" || issuer == "" || issuer == c.issuer {
				fitting = append(fitting, pair{c, token})
			}
		}
	}
	switch {
	case !found:
		return nil, ErrNoToken
	case len(fitting) == 0:
		return nil, unverified("JWTNotInIssuer")
	case len(fitting) > 1:
		return nil, fault("invalid-headers", "Could not verify JWT: Multiple JWTs found")
	}
	return fitting[0].config.identify(fitting[0].token, header.Get("X-Hasura-Role"))
}

func (c *config) identify(token, requested string) (*Identity, error) {
	payload, expires, f := c.verify(token, time.Now())
	if f != nil {
		return nil, f
	}
	role, variables, f := c.session(payload, requested)
	if f != nil {
		return nil, f
	}
	return &Identity{Role: role, Variables: variables, Expires: expires}, nil
}

// Missing is the refusal of a request without a token where nothing else is configured.
func Missing() *planner.Fault {
	return fault("invalid-headers", "Missing 'Authorization' or 'Cookie' header in JWT authentication mode")
}

// tokens returns what a request carries at the location.
func (l location) tokens(header http.Header) ([]string, *planner.Fault) {
	switch l.kind {
	case inHeader:
		return header.Values(l.name), nil
	case inCookie:
		var list []string
		for _, line := range header.Values("Cookie") {
			for part := range strings.SplitSeq(line, ";") {
				if name, value, ok := strings.Cut(strings.TrimSpace(part), "="); ok && name == l.name {
					list = append(list, value)
				}
			}
		}
		return list, nil
	}
	var list []string
	for _, value := range header.Values("Authorization") {
		words := strings.Split(value, " ")
		if len(words) != 2 || words[0] != "Bearer" {
			return nil, fault("invalid-headers", "Malformed Authorization header")
		}
		list = append(list, words[1])
	}
	return list, nil
}
