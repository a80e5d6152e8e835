package jwt_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/weftql/weft/gateway/auth/jwt"
)

// keyServer answers with a set, or fails. It is an http.RoundTripper, because a bubble of
// synctest has no network.
type keyServer struct {
	keys    atomic.Pointer[[]byte]
	header  http.Header
	down    atomic.Bool
	fetches atomic.Int32
}

func (s *keyServer) RoundTrip(*http.Request) (*http.Response, error) {
	s.fetches.Add(1)
	if s.down.Load() {
		return nil, io.ErrUnexpectedEOF
	}
	return &http.Response{StatusCode: http.StatusOK, Status: "200 OK", Header: s.header, Body: io.NopCloser(strings.NewReader(string(*s.keys.Load())))}, nil
}

// publish makes the server answer with keys of an oct and an unusable kind beside.
func (s *keyServer) publish(keys map[string]*rsa.PrivateKey) {
	var list []any
	for id, k := range keys {
		n := append([]byte{0}, k.N.Bytes()...) // a leading zero byte and padding, as some send
		list = append(list, map[string]any{"kty": "RSA", "kid": id, "use": "sig", "n": base64.URLEncoding.EncodeToString(n), "e": "AQAB"})
	}
	list = append(list, map[string]any{"kty": "XYZ"}, map[string]any{"kty": "RSA", "use": "tls"})
	body := must(json.Marshal(map[string]any{"keys": list}))
	s.keys.Store(&body)
}

func token(t *testing.T, id string, key *rsa.PrivateKey) http.Header {
	t.Helper()
	return bearer(sign(t, jose.RS256, jose.JSONWebKey{Key: key, KeyID: id}, `{`+claims+`}`))
}

func newKeyServer(header http.Header) (*keyServer, *http.Client) {
	s := &keyServer{header: header}
	return s, &http.Client{Transport: s}
}

var setConfig = []json.RawMessage{json.RawMessage(`{"jwk_url":"https://id.example/keys"}`)}

func TestNewKeysArePickedUpAndOldOnesSurviveFailures(t *testing.T) {
	first, second := must(rsa.GenerateKey(rand.Reader, 2048)), must(rsa.GenerateKey(rand.Reader, 2048))
	synctest.Test(t, func(t *testing.T) {
		server, client := newKeyServer(http.Header{"Cache-Control": {"max-age=1"}})
		server.publish(map[string]*rsa.PrivateKey{"1": first})
		v, err := jwt.New(setConfig, client, quiet)
		if err != nil {
			t.Fatal(err)
		}
		verify := func(id string, key *rsa.PrivateKey) error {
			_, err := v.Verify(token(t, id, key))
			synctest.Wait()
			return err
		}
		if err := verify("1", first); err != nil {
			t.Fatal(err)
		}
		server.publish(map[string]*rsa.PrivateKey{"2": second})
		expectFault(t, verify("2", second), "invalid-jwt", "Could not verify JWT: JWSError NoUsableKeys")
		time.Sleep(61 * time.Second)
		if err := verify("2", second); err != nil { // it waits for the new set
			t.Error(err)
		}
		expectFault(t, verify("1", first), "invalid-jwt", "Could not verify JWT: JWSError NoUsableKeys")
		server.down.Store(true)
		for range 5 {
			time.Sleep(61 * time.Second)
			if err := verify("2", second); err != nil {
				t.Error(err)
			}
		}
		if n := server.fetches.Load(); n != 7 {
			t.Errorf("%d fetches", n)
		}
	})
}

func TestASetWithoutExpiryIsFetchedAgainOnlyForAnUnknownKey(t *testing.T) {
	first, second := must(rsa.GenerateKey(rand.Reader, 2048)), must(rsa.GenerateKey(rand.Reader, 2048))
	synctest.Test(t, func(t *testing.T) {
		server, client := newKeyServer(http.Header{})
		server.publish(map[string]*rsa.PrivateKey{"1": first})
		v := must(jwt.New(setConfig, client, quiet))
		time.Sleep(time.Hour)
		if _, err := v.Verify(token(t, "1", first)); err != nil || server.fetches.Load() != 1 {
			t.Errorf("%v after %d fetches", err, server.fetches.Load())
		}
		server.publish(map[string]*rsa.PrivateKey{"1": first, "2": second})
		if _, err := v.Verify(token(t, "2", second)); err != nil {
			t.Error(err)
		}
		for range 100 { // a flood of unknown keys does not become a flood of fetches
			_, _ = v.Verify(token(t, "3", second))
		}
		if n := server.fetches.Load(); n != 2 {
			t.Errorf("%d fetches", n)
		}
	})
}

func TestASetThatCannotBeHadIsFatal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server, client := newKeyServer(http.Header{})
		server.down.Store(true)
		started := time.Now()
		_, err := jwt.New(setConfig, client, quiet)
		if err == nil || !strings.Contains(err.Error(), "https://id.example/keys") {
			t.Errorf("got %v", err)
		}
		if took := time.Since(started); took < 6*time.Second || took > 7*time.Second || server.fetches.Load() != 6 {
			t.Errorf("%d attempts in %v", server.fetches.Load(), took)
		}
		body := []byte(`{}`)
		server.keys.Store(&body)
		server.down.Store(false)
		if _, err := jwt.New(setConfig, client, quiet); err == nil {
			t.Error("an answer without keys was accepted")
		}
	})
}

func TestExpiryOfASet(t *testing.T) {
	key := must(rsa.GenerateKey(rand.Reader, 2048))
	for name, c := range map[string]struct {
		header  http.Header
		after   time.Duration
		fetches int32
	}{
		"max-age not over":      {http.Header{"Cache-Control": {"public, max-age=300"}}, 200 * time.Second, 1},
		"max-age over":          {http.Header{"Cache-Control": {"public, max-age=300"}}, 301 * time.Second, 2},
		"the first age counts":  {http.Header{"Cache-Control": {"s-maxage=300, max-age=1"}}, 200 * time.Second, 1},
		"no-cache":              {http.Header{"Cache-Control": {"no-cache, max-age=300"}}, 61 * time.Second, 2},
		"must-revalidate alone": {http.Header{"Cache-Control": {"must-revalidate"}}, 61 * time.Second, 2},
		"revalidate with age":   {http.Header{"Cache-Control": {"must-revalidate, max-age=300"}}, 200 * time.Second, 1},
		"useless, then Expires": {http.Header{"Cache-Control": {"public"}, "Expires": {"Sat, 01 Jan 2000 00:02:00 GMT"}}, 121 * time.Second, 2},
		"Expires not over":      {http.Header{"Expires": {"Sat, 01 Jan 2000 00:05:00 GMT"}}, 121 * time.Second, 1},
		"unreadable":            {http.Header{"Cache-Control": {"max-age=soon"}}, time.Hour, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server, client := newKeyServer(c.header)
				server.publish(map[string]*rsa.PrivateKey{"1": key})
				v := must(jwt.New(setConfig, client, quiet))
				time.Sleep(c.after)
				if _, err := v.Verify(token(t, "1", key)); err != nil {
					t.Error(err)
				}
				synctest.Wait()
				if n := server.fetches.Load(); n != c.fetches {
					t.Errorf("%d fetches, want %d", n, c.fetches)
				}
			})
		})
	}
}

func FuzzToken(f *testing.F) {
	for _, seed := range []string{"a.b.c", "..", "", "eyJhbGciOiJub25lIn0.e30.", fmt.Sprintf("%s.e30.", base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"HS256"}`)))} {
		f.Add(seed)
	}
	v := must(jwt.New([]json.RawMessage{config(`,"issuer":"i"`)}, http.DefaultClient, quiet))
	f.Fuzz(func(t *testing.T, token string) {
		if id, err := v.Verify(bearer(token)); err == nil {
			t.Errorf("%q was accepted as %v", token, id)
		}
	})
}
