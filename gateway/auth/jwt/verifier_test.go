package jwt_test

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/auth/jwt"
	"github.com/weftql/weft/planner"
)

var quiet = slog.New(slog.DiscardHandler)

const secret = "0123456789abcdef0123456789abcdef"

// claims of a usual token.
const claims = `"https://hasura.io/jwt/claims":{"x-hasura-allowed-roles":["user","clerk"],"x-hasura-default-role":"user","X-Hasura-User-Id":"7","other":1}`

// sign returns a token with the payload.
func sign(t *testing.T, algorithm jose.SignatureAlgorithm, key any, payload string) string {
	t.Helper()
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, nil)
	if err != nil {
		t.Fatal(err)
	}
	signed, err := signer.Sign([]byte(payload))
	if err != nil {
		t.Fatal(err)
	}
	token, err := signed.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func hmac(t *testing.T, payload string) string {
	t.Helper()
	return sign(t, jose.HS256, []byte(secret), payload)
}

// config is an HS256 configuration with more members.
func config(members string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"type":"HS256","key":%q%s}`, secret, members))
}

func verifier(t *testing.T, configs ...json.RawMessage) *jwt.Verifier {
	t.Helper()
	v, err := jwt.New(configs, http.DefaultClient, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func bearer(token string) http.Header { return http.Header{"Authorization": {"Bearer " + token}} }

func TestIdentities(t *testing.T) {
	for name, c := range map[string]struct {
		config, payload, role string
		want                  jwt.Identity
	}{
		"namespace": {"", `{` + claims + `}`, "", jwt.Identity{Role: "user", Variables: map[string]string{"x-hasura-role": "user", "x-hasura-user-id": "7"}}},
		"another role": {"", `{` + claims + `}`, "clerk",
			jwt.Identity{Role: "clerk", Variables: map[string]string{"x-hasura-role": "clerk", "x-hasura-user-id": "7"}}},
		"own namespace": {`,"claims_namespace":"app"`, `{"app":{"x-hasura-allowed-roles":["a"],"x-hasura-default-role":"a"}}`, "",
			jwt.Identity{Role: "a", Variables: map[string]string{"x-hasura-role": "a"}}},
		"path": {`,"claims_namespace_path":"$.a[\"b c\"][1]"`, `{"a":{"b c":[0,{"x-hasura-allowed-roles":["a"],"x-hasura-default-role":"a"}]}}`, "",
			jwt.Identity{Role: "a", Variables: map[string]string{"x-hasura-role": "a"}}},
		"stringified": {`,"claims_format":"stringified_json"`, `{"https://hasura.io/jwt/claims":"{\"x-hasura-allowed-roles\":[\"a\"],\"x-hasura-default-role\":\"a\"}"}`, "",
			jwt.Identity{Role: "a", Variables: map[string]string{"x-hasura-role": "a"}}},
		"claims map": {`,"claims_map":{"x-hasura-allowed-roles":["user"],"x-hasura-default-role":{"path":"$.realm.role","default":"user"},"x-hasura-user-id":{"path":"$.sub"},"X-Hasura-Shop":{"path":"$.custom[\"shop/id\"]","default":"none"}}`,
			`{"sub":"u1"}`, "", jwt.Identity{Role: "user", Variables: map[string]string{"x-hasura-role": "user", "x-hasura-user-id": "u1", "x-hasura-shop": "none"}}},
		"audience and issuer that the token does not name": {`,"audience":["a"],"issuer":"i"`, `{` + claims + `}`, "",
			jwt.Identity{Role: "user", Variables: map[string]string{"x-hasura-role": "user", "x-hasura-user-id": "7"}}},
		"one of several audiences": {`,"audience":"b"`, `{"aud":["a","b"],` + claims + `}`, "",
			jwt.Identity{Role: "user", Variables: map[string]string{"x-hasura-role": "user", "x-hasura-user-id": "7"}}},
		"expired within the skew": {`,"allowed_skew":100`, fmt.Sprintf(`{"exp":%d,%s}`, time.Now().Unix()-50, claims), "",
			jwt.Identity{Role: "user", Variables: map[string]string{"x-hasura-role": "user", "x-hasura-user-id": "7"}, Expires: time.Unix(time.Now().Unix()-50, 0)}},
	} {
		t.Run(name, func(t *testing.T) {
			header := bearer(hmac(t, c.payload))
			header.Set("X-Hasura-Role", c.role)
			header.Set("X-Hasura-User-Id", "forged")
			got, err := verifier(t, config(c.config)).Verify(header)
			if err != nil {
				t.Fatal(err)
			}
			if got.Expires.Sub(c.want.Expires).Abs() > 2*time.Second {
				t.Errorf("expires %v, want %v", got.Expires, c.want.Expires)
			}
			c.want.Expires = got.Expires
			if diff := cmp.Diff(&c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	now := time.Now().Unix()
	const ns = `"https://hasura.io/jwt/claims":`
	for name, c := range map[string]struct{ config, payload, role, code, message string }{
		"expired":         {"", fmt.Sprintf(`{"exp":%d,%s}`, now-1, claims), "", "invalid-jwt", "Could not verify JWT: JWTExpired"},
		"not yet valid":   {"", fmt.Sprintf(`{"nbf":%d,%s}`, now+100, claims), "", "invalid-jwt", "Could not verify JWT: JWTNotYetValid"},
		"issued later":    {"", fmt.Sprintf(`{"iat":%d,%s}`, now+100, claims), "", "invalid-jwt", "Could not verify JWT: JWTIssuedAtFuture"},
		"other audience":  {`,"audience":"a"`, `{"aud":"b",` + claims + `}`, "", "invalid-jwt", "Could not verify JWT: JWTNotInAudience"},
		"other issuer":    {`,"issuer":"a"`, `{"iss":"b",` + claims + `}`, "", "invalid-jwt", "Could not verify JWT: JWTNotInIssuer"},
		"no object":       {"", `[]`, "", "invalid-jwt", `Could not verify JWT: JWTClaimsSetDecodeError "expected an object"`},
		"exp of a kind":   {"", `{"exp":"x"}`, "", "invalid-jwt", `Could not verify JWT: JWTClaimsSetDecodeError "exp: expected Number, but encountered String"`},
		"huge exp":        {"", `{"exp":1e300}`, "", "invalid-jwt", `Could not verify JWT: JWTClaimsSetDecodeError "exp is out of range"`},
		"no claims":       {"", `{}`, "", "jwt-invalid-claims", "claims key: 'https://hasura.io/jwt/claims' not found"},
		"no claims at":    {`,"claims_namespace_path":"$.a"`, `{}`, "", "jwt-invalid-claims", "claims not found at claims_namespace_path: '$.a'"},
		"registered only": {`,"claims_namespace":"sub"`, `{"sub":{}}`, "", "jwt-invalid-claims", "claims key: 'sub' not found"},
		"not an object":   {"", `{` + ns + `"x"}`, "", "jwt-invalid-claims", "expecting a json object when claims_format is json"},
		"not a string":    {`,"claims_format":"stringified_json"`, `{` + ns + `{}}`, "", "jwt-invalid-claims", "expecting a string when claims_format is stringified_json"},
		"not JSON":        {`,"claims_format":"stringified_json"`, `{` + ns + `"x"}`, "", "jwt-invalid-claims", `expecting stringified json at: 'claims_namespace https://hasura.io/jwt/claims', but found: "x"`},
		"no roles":        {"", `{` + ns + `{}}`, "", "jwt-missing-role-claims", `JWT claim does not contain "x-hasura-allowed-roles"`},
		"no default":      {"", `{` + ns + `{"x-hasura-allowed-roles":["a"]}}`, "", "jwt-missing-role-claims", `JWT claim does not contain "x-hasura-default-role"`},
		"roles no list":   {"", `{` + ns + `{"x-hasura-allowed-roles":"a"}}`, "", "jwt-invalid-claims", `invalid "x-hasura-allowed-roles"; should be a list of roles: expected Array, but encountered String`},
		"default no text": {"", `{` + ns + `{"x-hasura-allowed-roles":["a"],"x-hasura-default-role":1}}`, "", "jwt-invalid-claims", `invalid "x-hasura-default-role"; should be a single role name: expected a non-empty String, but encountered Number`},
		"a number":        {"", `{` + ns + `{"x-hasura-allowed-roles":["a"],"x-hasura-default-role":"a","x-hasura-n":1}}`, "", "jwt-invalid-claims", "x-hasura-* claims: x-hasura-n: expected String, but encountered Number"},
		"foreign default": {"", `{` + ns + `{"x-hasura-allowed-roles":["a"],"x-hasura-default-role":"b"}}`, "", "access-denied", "Your requested role is not in allowed roles"},
		"foreign role":    {"", `{` + claims + `}`, "admin", "access-denied", "Your requested role is not in allowed roles"},
		"map without":     {`,"claims_map":{"x-hasura-allowed-roles":["a"],"x-hasura-default-role":{"path":"$.role"}}`, `{}`, "", "jwt-invalid-claims", `JWT claim from claims_map, "x-hasura-default-role" not found`},
	} {
		t.Run(name, func(t *testing.T) {
			header := bearer(hmac(t, c.payload))
			if c.role != "" {
				header.Set("X-Hasura-Role", c.role)
			}
			_, err := verifier(t, config(c.config)).Verify(header)
			expectFault(t, err, c.code, c.message)
		})
	}
}

func expectFault(t *testing.T, err error, code, message string) {
	t.Helper()
	var fault *planner.Fault
	if !errors.As(err, &fault) || fault.Code != code || fault.Message != message || fault.Status != 400 || fault.Internal != nil {
		t.Errorf("got  %v\nwant %s: %s", err, code, message)
	}
}

func TestBrokenTokens(t *testing.T) {
	good := hmac(t, `{`+claims+`}`)
	other := sign(t, jose.HS256, []byte(strings.Repeat("x", 32)), `{`+claims+`}`)
	none := "eyJhbGciOiJub25lIn0." + strings.Split(good, ".")[1] + "."
	for name, c := range map[string]struct{ token, message string }{
		"another secret": {other, "JWSError JWSInvalidSignature"},
		"two parts":      {"a.b", "JWSError (CompactDecodeError Invalid number of parts: Expected 3 parts; got 2)"},
		"algorithm none": {none, "JWSError NoUsableKeys"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := verifier(t, config("")).Verify(bearer(c.token))
			expectFault(t, err, "invalid-jwt", "Could not verify JWT: "+c.message)
		})
	}
	_, err := verifier(t, config("")).Verify(bearer("a.b.c"))
	if err == nil || !strings.Contains(err.Error(), "JWSError (JSONDecodeError ") {
		t.Errorf("got %v", err)
	}
}

func TestFindingTheToken(t *testing.T) {
	token := hmac(t, `{"iss":"i",`+claims+`}`)
	cookie, custom := config(`,"header":{"type":"cookie","name":"c"}`), config(`,"header":{"type":"CustomHeader","name":"x-jwt"}`)
	for name, c := range map[string]struct {
		configs []json.RawMessage
		header  http.Header
		message string // "" for success
	}{
		"cookie":                              {[]json.RawMessage{cookie}, http.Header{"Cookie": {"a=b; c=" + token}}, ""},
		"custom header":                       {[]json.RawMessage{custom}, http.Header{"X-Jwt": {token}}, ""},
		"malformed":                           {[]json.RawMessage{config("")}, http.Header{"Authorization": {"Basic x"}}, "Malformed Authorization header"},
		"lower case":                          {[]json.RawMessage{config("")}, http.Header{"Authorization": {"bearer " + token}}, "Malformed Authorization header"},
		"two configurations, one issuer fits": {[]json.RawMessage{config(`,"issuer":"i"`), config(`,"issuer":"j"`)}, bearer(token), ""},
		"two configurations fit":              {[]json.RawMessage{config(``), config(`,"allowed_skew":1`)}, bearer(token), "Could not verify JWT: Multiple JWTs found"},
		"equal configurations count once":     {[]json.RawMessage{config(``), config(` `)}, bearer(token), ""},
		"no issuer fits":                      {[]json.RawMessage{config(`,"issuer":"k"`), config(`,"issuer":"j"`)}, bearer(token), "Could not verify JWT: JWTNotInIssuer"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := verifier(t, c.configs...).Verify(c.header)
			var fault *planner.Fault
			errors.As(err, &fault)
			if (fault == nil) != (err == nil) || (fault == nil) != (c.message == "") || fault != nil && fault.Message != c.message {
				t.Errorf("got %v, want %q", err, c.message)
			}
		})
	}
	if _, err := verifier(t, config("")).Verify(http.Header{}); !errors.Is(err, jwt.ErrNoToken) {
		t.Errorf("got %v", err)
	}
}

// public returns a key as PEM.
func public(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestKindsOfKeys(t *testing.T) {
	rsaKey := must(rsa.GenerateKey(rand.Reader, 2048))
	p256 := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	edPublic, edKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkcs1 := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PUBLIC KEY", Bytes: x509.MarshalPKCS1PublicKey(&rsaKey.PublicKey)}))
	for _, c := range []struct {
		kind, key string
		algorithm jose.SignatureAlgorithm
		private   any
	}{
		{"RS256", public(t, &rsaKey.PublicKey), jose.RS256, rsaKey},
		{"RS512", pkcs1, jose.RS512, rsaKey},
		{"RS256", public(t, &rsaKey.PublicKey), jose.RS384, rsaKey}, // type only says how the key is written
		{"ES256", public(t, &p256.PublicKey), jose.ES256, p256},
		{"Ed25519", public(t, edPublic), jose.EdDSA, edKey},
		{"HS512", strings.Repeat("k", 64), jose.HS512, []byte(strings.Repeat("k", 64))},
	} {
		t.Run(c.kind+" "+string(c.algorithm), func(t *testing.T) {
			v := verifier(t, must(json.Marshal(map[string]string{"type": c.kind, "key": c.key})))
			if _, err := v.Verify(bearer(sign(t, c.algorithm, c.private, `{`+claims+`}`))); err != nil {
				t.Error(err)
			}
			// The public key must not pass as the secret of an HMAC.
			forged := sign(t, jose.HS256, []byte(c.key+strings.Repeat(" ", 32)), `{`+claims+`}`)
			if _, err := v.Verify(bearer(forged)); err == nil {
				t.Error("a token signed with the public key was accepted")
			}
		})
	}
}

func TestConfigurationErrors(t *testing.T) {
	for text, want := range map[string]string{
		`{}`:                               "key and jwk_url both cannot be empty",
		`{"key":"a","jwk_url":"http://a"}`: "key, jwk_url both cannot be present",
		`{"type":"PS256","key":"a"}`:       "Invalid JWK: Key type: PS256 is not supported",
		`{"type":"HS256","key":"short"}`:   "Invalid JWK: Key size too small; should be atleast 32 characters",
		`{"type":"HS512","key":"short"}`:   "Invalid JWK: Key size too small; should be atleast 64 characters",
		`{"type":"RS256","key":"no PEM"}`:  "Invalid JWK: Could not decode PEM: no PEM block found",
		`{"key":"a"}`:                      `key "type" not found`,
		string(config(`,"claims_namespace":"a","claims_namespace_path":"b"`)): "claims_namespace and claims_namespace_path both cannot be set",
		string(config(`,"claims_namespace_path":"$.a b"`)):                    `invalid JSON path claims_namespace_path error: $.a b. Accept letters, digits, underscore (_) or hyphen (-) only. Use quotes enclosed in bracket (["..."]) if there is any special character`,
		string(config(`,"header":{"type":"Query"}`)):                          "expected 'type' is 'Authorization' or 'Cookie' or 'CustomHeader'",
		string(config(`,"claims_map":{}`)):                                    "x-hasura-allowed-roles is expected but not found",
		string(config(`,"claims_map":{"x-hasura-allowed-roles":[]}`)):         "x-hasura-default-role is expected but not found",
		string(config(`,"claims_format":"xml"`)):                              `claims_format: "xml" is neither json nor stringified_json`,
	} {
		if _, err := jwt.New([]json.RawMessage{json.RawMessage(text)}, http.DefaultClient, nil); err == nil || err.Error() != want {
			t.Errorf("%s:\ngot  %v\nwant %s", text, err, want)
		}
	}
}
