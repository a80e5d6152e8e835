package keytable_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/weftql/weft/planner/internal/keytable"
)

// add fails the test unless the table answers number and added.
func add(t *testing.T, table *keytable.Table, group int32, key string, number int, added bool) {
	t.Helper()
	n, isNew, ok := table.Add(group, []byte(key))
	if n != number || isNew != added || !ok {
		t.Errorf("Add(%d, %q) = %d, %v, %v; want %d, %v", group, key, n, isNew, ok, number, added)
	}
}

func TestKeysAreNumberedAsTheyCome(t *testing.T) {
	table := keytable.New(10)
	add(t, table, 0, "[1]", 0, true)
	add(t, table, 0, "[2]", 1, true)
	add(t, table, 0, "[1]", 0, false)
	add(t, table, 0, "", 2, true)
	add(t, table, 0, "", 2, false)
	if table.Len() != 3 {
		t.Errorf("Len = %d", table.Len())
	}
}

func TestGroupsAreKeptApart(t *testing.T) {
	table := keytable.New(10)
	add(t, table, 1, "[1]", 0, true)
	add(t, table, 2, "[1]", 1, true)
	add(t, table, 1, "[1]", 0, false)
	add(t, table, 2, "[1]", 1, false)
}

func TestFullTableStillFindsWhatItHas(t *testing.T) {
	table := keytable.New(2)
	add(t, table, 0, "a", 0, true)
	add(t, table, 0, "b", 1, true)
	if _, _, ok := table.Add(0, []byte("c")); ok {
		t.Error("a third key was taken")
	}
	add(t, table, 0, "b", 1, false)
}

func TestResetEmpties(t *testing.T) {
	table := keytable.New(2)
	add(t, table, 0, "a", 0, true)
	table.Reset()
	add(t, table, 0, "b", 0, true)
	add(t, table, 0, "a", 1, true)
}

// TestAgainstMap grows the table through several sizes, with a good hash and with ones
// that collide always or nearly always.
func TestAgainstMap(t *testing.T) {
	hashes := map[string]func(int32, []byte) uint64{
		"own hash":        nil,
		"one hash":        func(int32, []byte) uint64 { return 7 },
		"three hashes":    func(_ int32, key []byte) uint64 { return uint64(len(key)) },
		"one low word":    func(g int32, key []byte) uint64 { return uint64(g)<<40 | uint64(len(key))<<33 },
		"last slot first": func(int32, []byte) uint64 { return ^uint64(0) },
	}
	for name, hash := range hashes {
		t.Run(name, func(t *testing.T) {
			type id struct {
				group int32
				key   string
			}
			table := keytable.NewWithHash(10_000, hash)
			r := rand.New(rand.NewPCG(1, 2))
			known := map[id]int{}
			for range 4_000 {
				k := id{r.Int32N(3), fmt.Sprint(r.IntN(600))}
				want, seen := known[k]
				if !seen {
					want = len(known)
					known[k] = want
				}
				add(t, table, k.group, k.key, want, !seen)
			}
		})
	}
}

func BenchmarkAdd(b *testing.B) {
	keys := make([][]byte, 1000)
	for i := range keys {
		keys[i] = fmt.Appendf(nil, `["key %d"]`, i%100)
	}
	table := keytable.New(1000)
	b.ReportAllocs()
	for b.Loop() {
		table.Reset()
		for _, k := range keys {
			table.Add(0, k)
		}
	}
}
