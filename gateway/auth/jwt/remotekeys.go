package jwt

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/weftql/weft/gateway/telemetry"
)

// fetcher is what sets are fetched with.
type fetcher struct {
	client *http.Client
	logger *slog.Logger
}

// remoteKeys is a JWK set behind a URL (contract/auth-and-server.md 4.5). It is fetched at
// start, and again in the background when a request comes after its expiry; no goroutine
// waits for that. Failures leave the old keys.
type remoteKeys struct {
	url     string
	fetcher *fetcher

	mu      sync.Mutex
	keys    []key
	expires time.Time // zero: never
	tried   time.Time // the last fetch
	running chan struct{}
}

func newRemoteKeys(url string, f *fetcher) *remoteKeys { return &remoteKeys{url: url, fetcher: f} }

// Times of fetching.
const (
	retries    = 5
	firstPause = 200 * time.Millisecond
	pause      = time.Minute      // between two fetches
	fetchLimit = 10 * time.Second // for one of them
	maxSet     = 4 << 20          // bytes
)

// load fetches for the first time, and several times if it must.
func (r *remoteKeys) load() error {
	var err error
	for attempt, wait := 0, firstPause; ; attempt, wait = attempt+1, 2*wait {
		if err = r.fetch(); err == nil || attempt == retries {
			return err
		}
		time.Sleep(wait)
	}
}

// current returns the keys, and sees to it that they are fetched again when it is time: when
// they have expired, or when a token names a key that is not among them; but not oftener
// than once a minute. Whoever needs a new key waits for it, others take what is there.
func (r *remoteKeys) current(wanted bool) []key {
	r.mu.Lock()
	now := time.Now()
	due := wanted || len(r.keys) == 0 || !r.expires.IsZero() && now.After(r.expires)
	if due && r.running == nil && now.Sub(r.tried) >= pause {
		running := make(chan struct{})
		r.running = running
		go r.refresh(running)
	}
	running := r.running
	r.mu.Unlock()
	if wanted && running != nil {
		<-running
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.keys
}

func (r *remoteKeys) refresh(done chan struct{}) {
	defer close(done)
	err := r.fetch()
	r.mu.Lock()
	r.running = nil
	r.mu.Unlock()
	if err != nil {
		telemetry.Log(context.Background(), r.fetcher.logger, telemetry.LevelCritical, "jwk-refresh-log",
			map[string]any{"message": "failed to refresh the JWK set of " + r.url, "http_error": err.Error()})
	}
}

// fetch gets the set and its expiry.
func (r *remoteKeys) fetch() error {
	ctx, cancel := context.WithTimeout(context.Background(), fetchLimit)
	defer cancel()
	keys, header, err := r.get(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tried = time.Now()
	if err != nil {
		return fmt.Errorf("JWK set %s: %w", r.url, err)
	}
	r.keys = keys
	if expires, known := expiry(header, r.tried); known {
		r.expires = expires
	}
	return nil
}

func (r *remoteKeys) get(ctx context.Context) ([]key, http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.url, nil)
	if err != nil {
		return nil, nil, err
	}
	response, err := r.fetcher.client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, nil, fmt.Errorf("the answer has the status %s", response.Status)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxSet))
	if err != nil {
		return nil, nil, err
	}
	keys, err := parseSet(body)
	return keys, response.Header, err
}

// parseSet reads a JWK set. Keys that cannot be used here are skipped: other uses, other
// kinds.
func parseSet(body []byte) ([]key, error) {
	var set struct{ Keys []map[string]any }
	if err := json.Unmarshal(body, &set); err != nil {
		return nil, err
	}
	if set.Keys == nil {
		return nil, fmt.Errorf("the answer holds no list of keys")
	}
	var keys []key
	for _, members := range set.Keys {
		if use, ok := members["use"].(string); ok && !slices.Contains([]string{"sig", "enc"}, use) {
			continue
		}
		if k, err := parseJWK(members); err == nil {
			keys = append(keys, k)
		}
	}
	return keys, nil
}

func parseJWK(members map[string]any) (key, error) {
	for _, name := range []string{"n", "e"} {
		if text, ok := members[name].(string); ok {
			members[name] = normalBase64(text)
		}
	}
	text, err := json.Marshal(members)
	if err != nil {
		return key{}, err
	}
	var jwk jose.JSONWebKey
	if err := jwk.UnmarshalJSON(text); err != nil {
		return key{}, err
	}
	return newKey(jwk.KeyID, jwk.Key)
}

// normalBase64 returns a number in unpadded base64url without leading zero bytes; some
// servers send other forms.
func normalBase64(text string) string {
	plain := strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(text, "="))
	b, err := base64.RawURLEncoding.DecodeString(plain)
	if err != nil {
		return text
	}
	for len(b) > 1 && b[0] == 0 {
		b = b[1:]
	}
	return base64.RawURLEncoding.EncodeToString(b)
}
