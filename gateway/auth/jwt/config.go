package jwt

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// config is one JWT configuration (contract/auth-and-server.md 4.1).
type config struct {
	keys      keySource
	namespace namespace
	mapping   claimsMap // nil: the namespace counts
	audience  []string  // nil: any
	issuer    string    // "": any
	skew      time.Duration
	location  location
}

// namespace tells where the claims are when there is no claims map.
type namespace struct {
	name        string // a key of the token, unless path is used
	path        *path
	stringified bool
}

// location tells where in a request the token is.
type location struct {
	kind locationKind
	name string // of the cookie or the header, in canonical form
}

type locationKind uint8

const (
	inAuthorization locationKind = iota
	inCookie
	inHeader
)

const defaultNamespace = "https://hasura.io/jwt/claims"

// document is a configuration as it is written.
type document struct {
	Type          *string                    `json:"type"`
	Key           *string                    `json:"key"`
	JWKURL        *string                    `json:"jwk_url"`
	Namespace     *string                    `json:"claims_namespace"`
	NamespacePath *string                    `json:"claims_namespace_path"`
	Format        *string                    `json:"claims_format"`
	Map           map[string]json.RawMessage `json:"claims_map"`
	Audience      json.RawMessage            `json:"audience"`
	Issuer        *string                    `json:"issuer"`
	Skew          float64                    `json:"allowed_skew"`
	Header        *struct {
		Type string `json:"type"`
		Name string `json:"name"`
	} `json:"header"`
}

// parseConfig reads a configuration. A set that has to be fetched is not fetched yet.
func parseConfig(text json.RawMessage, fetcher *fetcher) (*config, error) {
	var d document
	if err := json.Unmarshal(text, &d); err != nil {
		return nil, err
	}
	c := &config{skew: time.Duration(d.Skew * float64(time.Second))}
	if d.Issuer != nil {
		c.issuer = *d.Issuer
	}
	var errs [5]error
	c.keys, errs[0] = d.keys(fetcher)
	c.namespace, errs[1] = d.namespace()
	c.mapping, errs[2] = parseMap(d.Map)
	c.location, errs[3] = d.location()
	c.audience, errs[4] = parseAudience(d.Audience)
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (d *document) keys(fetcher *fetcher) (keySource, error) {
	switch {
	case d.Key == nil && d.JWKURL == nil:
		return nil, errors.New("key and jwk_url both cannot be empty")
	case d.Key != nil && d.JWKURL != nil:
		return nil, errors.New("key, jwk_url both cannot be present")
	case d.JWKURL != nil:
		u, err := url.Parse(*d.JWKURL)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("jwk_url: %q is not a URL", *d.JWKURL)
		}
		return newRemoteKeys(u.String(), fetcher), nil
	case d.Type == nil:
		return nil, errors.New(`key "type" not found`)
	}
	k, err := parseKey(*d.Type, *d.Key)
	if err != nil {
		return nil, fmt.Errorf("Invalid JWK: %w", err)
	}
	return fixedKeys{k}, nil
}

func (d *document) namespace() (namespace, error) {
	n := namespace{name: defaultNamespace}
	switch {
	case d.Namespace != nil && d.NamespacePath != nil:
		return n, errors.New("claims_namespace and claims_namespace_path both cannot be set")
	case d.Namespace != nil:
		n.name = *d.Namespace
	case d.NamespacePath != nil:
		p, err := parsePath(*d.NamespacePath)
		if err != nil {
			return n, fmt.Errorf("invalid JSON path claims_namespace_path error: %w", err)
		}
		n.path = &p
	}
	if d.Format == nil {
		return n, nil
	}
	if !slices.Contains([]string{"json", "stringified_json"}, *d.Format) {
		return n, fmt.Errorf("claims_format: %q is neither json nor stringified_json", *d.Format)
	}
	n.stringified = *d.Format == "stringified_json"
	return n, nil
}

func (d *document) location() (location, error) {
	if d.Header == nil {
		return location{}, nil
	}
	switch kind := strings.ToLower(d.Header.Type); {
	case kind == "authorization":
		return location{}, nil
	case kind == "cookie" && d.Header.Name != "":
		return location{kind: inCookie, name: d.Header.Name}, nil
	case kind == "customheader" && d.Header.Name != "":
		return location{kind: inHeader, name: d.Header.Name}, nil
	case kind == "cookie" || kind == "customheader":
		return location{}, errors.New("'name' is expected in header")
	default:
		return location{}, errors.New("expected 'type' is 'Authorization' or 'Cookie' or 'CustomHeader'")
	}
}

// parseAudience reads a string or a list of them.
func parseAudience(text json.RawMessage) ([]string, error) {
	if text == nil || string(text) == "null" {
		return nil, nil
	}
	var one string
	if json.Unmarshal(text, &one) == nil {
		return []string{one}, nil
	}
	var list []string
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, errors.New("audience: expecting a string or a list of strings")
	}
	return list, nil
}
