package pool_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/weftql/weft/postgres-source/pool"
)

// All statements share one connection, and each second one is given up, some before they are
// looked at.
func TestCancellationReachesOnlyItsOwnStatement(t *testing.T) {
	p := open(t, pool.Settings{MaxConnections: 1, Prepared: true})
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			if i%2 == 0 {
				if got, err := read(t.Context(), p, "select 'kept'"); err != nil || got != "kept" {
					t.Errorf("got %q, %v", got, err)
				}
				return
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*4*time.Millisecond)
			defer cancel()
			if _, err := read(ctx, p, "select pg_sleep(60)"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
		})
	}
	wg.Wait()
}

func TestStatementIsNotSentForAContextThatHasEnded(t *testing.T) {
	p := open(t, pool.Settings{MaxConnections: 1})
	if _, err := read(t.Context(), p, "select 1 from pg_sleep(0)"); err != nil {
		t.Fatal(err)
	}
	err := p.Write(t.Context(), &pool.TxOptions{}, func(tx *pool.Tx) error {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := tx.Exec(ctx, &pool.Statement{SQL: "create table sent ()"}, func([][]byte) error { return nil })
		return err
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if got, err := read(t.Context(), p, "select to_regclass('sent') is null"); err != nil || got != "t" {
		t.Errorf("got %q, %v", got, err)
	}
}

// The watcher looks again as long as anything runs, and anew when something runs after it
// had nothing to watch.
func TestEachStatementIsWatched(t *testing.T) {
	p := open(t, pool.Settings{MaxConnections: 4})
	for round := range 3 {
		begin := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Millisecond)
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, err := read(ctx, p, "select pg_sleep(60)"); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("round %d: %v", round, err)
				}
			})
		}
		wg.Wait()
		cancel()
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("round %d: the statements ended after %s", round, took)
		}
		time.Sleep(30 * time.Millisecond) // nothing runs
	}
}
