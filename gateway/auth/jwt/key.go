package jwt

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"slices"

	"github.com/go-jose/go-jose/v4"
)

// key is a verification key. Only the algorithms of its own family are accepted with it, so
// that a public key is never taken for the secret of another.
type key struct {
	id         string // "" when it has none
	material   any
	algorithms []jose.SignatureAlgorithm
}

// minimum lengths of HMAC secrets, in characters.
var secretLengths = map[string]int{"HS256": 32, "HS384": 48, "HS512": 64}

// parseKey reads a key as its type says.
func parseKey(kind, text string) (key, error) {
	if n, ok := secretLengths[kind]; ok {
		if len(text) < n {
			return key{}, fmt.Errorf("Key size too small; should be atleast %d characters", n)
		}
		return newKey("", []byte(text))
	}
	if !slices.Contains([]string{"RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "Ed25519"}, kind) {
		return key{}, fmt.Errorf("Key type: %s is not supported", kind)
	}
	public, err := parsePEM([]byte(text))
	if err != nil {
		return key{}, fmt.Errorf("Could not decode PEM: %w", err)
	}
	return newKey("", public)
}

// newKey returns a key of known material.
func newKey(id string, material any) (key, error) {
	k := key{id: id, material: material}
	switch m := material.(type) {
	case []byte:
		k.algorithms = []jose.SignatureAlgorithm{jose.HS256, jose.HS384, jose.HS512}
	case *rsa.PublicKey:
		k.algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512}
	case ed25519.PublicKey:
		k.algorithms = []jose.SignatureAlgorithm{jose.EdDSA}
	case *ecdsa.PublicKey:
		switch m.Curve {
		case elliptic.P256():
			k.algorithms = []jose.SignatureAlgorithm{jose.ES256}
		case elliptic.P384():
			k.algorithms = []jose.SignatureAlgorithm{jose.ES384}
		case elliptic.P521():
			k.algorithms = []jose.SignatureAlgorithm{jose.ES512}
		}
	}
	if k.algorithms == nil {
		return key{}, fmt.Errorf("a key of the kind %T is not supported", material)
	}
	return k, nil
}

// parsePEM reads a public key in PKCS#1 or PKIX form, or that of a certificate.
func parsePEM(text []byte) (any, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM block found")
	}
	switch block.Type {
	case "CERTIFICATE":
		certificate, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		return certificate.PublicKey, nil
	case "RSA PUBLIC KEY":
		return x509.ParsePKCS1PublicKey(block.Bytes)
	default:
		return x509.ParsePKIXPublicKey(block.Bytes)
	}
}

// keySource gives the keys that count now.
type keySource interface {
	// load makes the keys ready, at start.
	load() error
	// current returns the keys. With wanted set, none of those returned before has fitted:
	// the source may look for new ones first.
	current(wanted bool) []key
}

// fixedKeys are keys that never change.
type fixedKeys []key

func (fixedKeys) load() error          { return nil }
func (f fixedKeys) current(bool) []key { return f }
