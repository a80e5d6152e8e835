package benchmark_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// clients is how many requests are under way at once.
const clients = 8

// peer is one of the two that are compared, for one shape.
type peer struct {
	url    string
	body   func(id int) []byte
	client *http.Client
}

// newPeer does not ask for compression: the handler has none, and it would be measured too.
func newPeer(url string, body func(id int) []byte) *peer {
	transport := &http.Transport{MaxIdleConnsPerHost: clients, DisableCompression: true}
	return &peer{url: url, body: body, client: &http.Client{Transport: transport}}
}

// ask sends one request and returns the reply.
func (p *peer) ask(id int) ([]byte, error) {
	resp, err := p.client.Post(p.url, "application/json", bytes.NewReader(p.body(id)))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close() //nolint:errcheck // reading only
	reply, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK || !bytes.HasPrefix(reply, []byte(`{"data":`)) {
		return nil, fmt.Errorf("%s answered %d %s", p.url, resp.StatusCode, reply)
	}
	return reply, nil
}

// run sends n requests, some at a time, and returns how long that took.
func (p *peer) run(b *testing.B, n int, id func(i int) int) time.Duration {
	b.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	begin := time.Now()
	for range clients {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(n); i = next.Add(1) {
				if _, err := p.ask(id(int(i))); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	return time.Since(begin)
}
