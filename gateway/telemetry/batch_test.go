package telemetry_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/weftql/weft/gateway/telemetry"
)

// writes keeps what each Write brought.
type writes struct {
	mu   sync.Mutex
	list []string
}

func (w *writes) Write(b []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, string(b))
	return len(b), nil
}

func (w *writes) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.list)
}

const (
	good = `{"type":"http-log","timestamp":"2026-01-02T03:04:05.000+0000","level":"info","detail":{}}` + "\n"
	bad  = `{"type":"http-log","timestamp":"2026-01-02T03:04:05.000+0000","level":"error","detail":{"query":"\"level\":\"info\""}}` + "\n"
)

func TestLinesOfRequestsThatWentWellAreWrittenTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out := &writes{}
		b := telemetry.NewBatch(out)
		write := func(line string) {
			if n, err := b.Write([]byte(line)); n != len(line) || err != nil {
				t.Fatal(n, err)
			}
		}
		write(good)
		write(good)
		if got := out.all(); len(got) != 0 {
			t.Fatalf("written at once: %q", got)
		}
		time.Sleep(11 * time.Millisecond)
		synctest.Wait()
		write(good)
		write(bad)
		write(`{"type":"startup"}` + "\n")
		write(good)
		if err := b.Flush(); err != nil {
			t.Fatal(err)
		}
		want := []string{good + good, good + bad, `{"type":"startup"}` + "\n", good}
		time.Sleep(time.Second)
		if got := out.all(); !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestNoLineIsLostOrTorn(t *testing.T) {
	out := &writes{}
	b := telemetry.NewBatch(out)
	var wg sync.WaitGroup
	const writers, each = 8, 2000
	for i := range writers {
		wg.Go(func() {
			for n := range each {
				line := strings.Replace(good, "{}", fmt.Sprintf(`{"w":%d,"n":%d}`, i, n), 1)
				_, _ = b.Write([]byte(line))
			}
		})
	}
	wg.Wait()
	if err := b.Flush(); err != nil {
		t.Fatal(err)
	}
	next := map[int]int{}
	for line := range bytes.Lines([]byte(strings.Join(out.all(), ""))) {
		var w, n int
		_, detail, _ := strings.Cut(string(line), `"detail":`)
		if _, err := fmt.Sscanf(detail, `{"w":%d,"n":%d}}`, &w, &n); err != nil || n != next[w] {
			t.Fatalf("%q, %v", line, err)
		}
		next[w]++
	}
	for w := range writers {
		if next[w] != each {
			t.Errorf("writer %d: %d lines", w, next[w])
		}
	}
}
