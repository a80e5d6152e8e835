package shop

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"testing"
)

// rowsChecksum is the hash of everything generate makes. Transcripts in READMEs and golden
// files elsewhere name single rows: who changes the generator changes those as well.
const rowsChecksum = "223297f3ff22d0119f1e50a83ceb6ba75aad97c24ee100bde13d8d1055012300"

func TestGenerateMakesTheSameRowsEveryTime(t *testing.T) {
	t.Parallel()
	hash := sha256.New()
	for _, table := range generate().tables() {
		for i := range table.count {
			row, err := json.Marshal(table.row(i))
			if err != nil {
				t.Fatalf("%s row %d: %v", table.name, i, err)
			}
			hash.Write(append(row, '\n'))
		}
	}
	if got := hex.EncodeToString(hash.Sum(nil)); got != rowsChecksum {
		t.Errorf("the generated rows have changed: checksum %s, want %s", got, rowsChecksum)
	}
}

func TestProductNamesAreUnique(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for _, p := range generate().products {
		if other, ok := seen[p.name]; ok {
			t.Errorf("products %d and %d are both called %s", other, p.id, p.name)
		}
		seen[p.name] = p.id
	}
}

func TestEveryStatusHasOrders(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	for _, o := range generate().orders {
		count[o.status]++
	}
	for _, status := range []string{"placed", "packed", "shipped", "delivered", "cancelled"} {
		if count[status] == 0 {
			t.Errorf("no order is %s", status)
		}
	}
}
