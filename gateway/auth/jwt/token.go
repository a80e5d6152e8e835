package jwt

import (
	"encoding/base64"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/weftql/weft/planner"
)

const invalidToken = "invalid-jwt"

// unverified is the refusal of a token that cannot be trusted.
func unverified(reason string) *planner.Fault {
	return fault(invalidToken, "Could not verify JWT: %s", reason)
}

// everyAlgorithm are those a token may name; what a key accepts is narrower.
var everyAlgorithm = []jose.SignatureAlgorithm{
	jose.HS256, jose.HS384, jose.HS512, jose.RS256, jose.RS384, jose.RS512, jose.ES256, jose.ES384, jose.ES512, jose.EdDSA,
}

// verify checks signature and claims of a token and returns its payload and expiry, zero
// when it has none (contract/auth-and-server.md 4.3).
func (c *config) verify(token string, now time.Time) (payload map[string]any, expires time.Time, f *planner.Fault) {
	if n := strings.Count(token, ".") + 1; n != 3 {
		return nil, expires, unverified("JWSError (CompactDecodeError Invalid number of parts: Expected 3 parts; got " + strconv.Itoa(n) + ")")
	}
	signed, err := jose.ParseSignedCompact(token, everyAlgorithm)
	if foreign := (*jose.ErrUnexpectedSignatureAlgorithm)(nil); errors.As(err, &foreign) {
		return nil, expires, unverified("JWSError NoUsableKeys")
	}
	if err != nil {
		return nil, expires, unverified("JWSError (JSONDecodeError " + strconv.Quote(err.Error()) + ")")
	}
	body, f := c.open(signed)
	if f != nil {
		return nil, expires, f
	}
	value, err := decode(body)
	payload, ok := value.(map[string]any)
	if err != nil || !ok {
		return nil, expires, unverified(`JWTClaimsSetDecodeError "expected an object"`)
	}
	expires, f = c.check(payload, now)
	return payload, expires, f
}

// open verifies the signature and returns the payload. New keys are asked for when those at
// hand do not fit.
func (c *config) open(signed *jose.JSONWebSignature) ([]byte, *planner.Fault) {
	body, tried := openWith(signed, c.keys.current(false))
	if body == nil && !tried {
		body, tried = openWith(signed, c.keys.current(true))
	}
	switch {
	case body != nil:
		return body, nil
	case tried:
		return nil, unverified("JWSError JWSInvalidSignature")
	default:
		return nil, unverified("JWSError NoUsableKeys")
	}
}

// openWith tries the keys that fit: by algorithm, and by id where the token names one and a
// key has it.
func openWith(signed *jose.JSONWebSignature, keys []key) (body []byte, tried bool) {
	header := signed.Signatures[0].Header
	for _, k := range keys {
		if header.KeyID != "" && k.id != "" && k.id != header.KeyID ||
			!slices.Contains(k.algorithms, jose.SignatureAlgorithm(header.Algorithm)) {
			continue
		}
		tried = true
		if body, err := signed.Verify(k.material); err == nil {
			return body, true
		}
	}
	return nil, tried
}

// check validates the registered claims. Issuer and audience are checked only where the
// token names them.
func (c *config) check(payload map[string]any, now time.Time) (expires time.Time, f *planner.Fault) {
	expires, expiring, err := date(payload, "exp")
	notBefore, _, err2 := date(payload, "nbf")
	issued, _, err3 := date(payload, "iat")
	if err = errors.Join(err, err2, err3); err != nil {
		return expires, unverified("JWTClaimsSetDecodeError " + strconv.Quote(err.Error()))
	}
	switch {
	case expiring && !now.Before(expires.Add(c.skew)):
		return expires, unverified("JWTExpired")
	case issued.After(now.Add(c.skew)):
		return expires, unverified("JWTIssuedAtFuture")
	case notBefore.After(now.Add(c.skew)):
		return expires, unverified("JWTNotYetValid")
	case !c.issues(payload["iss"]):
		return expires, unverified("JWTNotInIssuer")
	case !c.addresses(payload["aud"]):
		return expires, unverified("JWTNotInAudience")
	}
	return expires, nil
}

func (c *config) issues(issuer any) bool {
	return c.issuer == "" || issuer == nil || issuer == c.issuer
}

func (c *config) addresses(audience any) bool {
	if c.audience == nil || audience == nil {
		return true
	}
	list, ok := audience.([]any)
	if !ok {
		list = []any{audience}
	}
	return slices.ContainsFunc(list, func(a any) bool {
		text, ok := a.(string)
		return ok && slices.Contains(c.audience, text)
	})
}

// date reads a NumericDate.
func date(payload map[string]any, name string) (at time.Time, present bool, err error) {
	value, ok := payload[name]
	if !ok || value == nil {
		return time.Time{}, false, nil
	}
	number, ok := value.(interface{ Float64() (float64, error) })
	if !ok {
		return time.Time{}, false, errors.New(name + ": expected Number, but encountered " + kindOf(value))
	}
	seconds, err := number.Float64()
	const farthest = 1 << 40 // seconds; time.Time holds it, JSON numbers may be larger
	if err != nil || seconds < -farthest || seconds > farthest {
		return time.Time{}, false, errors.New(name + " is out of range")
	}
	whole := int64(seconds)
	return time.Unix(whole, int64((seconds-float64(whole))*1e9)), true, nil
}

// issuerOf reads the issuer of a token that is not verified yet; "" when it has none that
// can be read.
func issuerOf(token string) string {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return ""
	}
	body, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return ""
	}
	value, err := decode(body)
	if err != nil {
		return ""
	}
	payload, _ := value.(map[string]any)
	issuer, _ := payload["iss"].(string)
	return issuer
}
