package history_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/weftql/weft/gateway/migrate/history"
)

// read makes migrations of files.
func read(t *testing.T, files ...string) []*history.Migration {
	t.Helper()
	dir := fstest.MapFS{}
	for _, name := range files {
		dir[name] = &fstest.MapFile{Data: []byte("select 1")}
	}
	list, err := history.Read(dir)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func at(v uint64) *uint64 { return &v }

func TestPlan(t *testing.T) {
	available := read(t, "1_a/up.sql", "1_a/down.sql", "2_b/up.sql", "2_b/down.sql", "3_c/up.sql", "4_d/down.sql", "5_e.up.sql", "5_e.down.sql")
	tests := map[string]struct {
		applied []uint64
		request history.Request
		want    string // steps, or an error
	}{
		"all that is pending":             {nil, history.Request{}, "1 up, 2 up, 3 up, 5 up"},
		"gaps are filled":                 {[]uint64{2, 5}, history.Request{}, "1 up, 3 up"},
		"some up":                         {[]uint64{1}, history.Request{Up: 2}, "2 up, 3 up"},
		"more up than there are":          {[]uint64{1, 2, 3}, history.Request{Up: 7}, "5 up"},
		"all up":                          {[]uint64{1, 2}, history.Request{Up: history.All}, "3 up, 5 up"},
		"nothing pending":                 {[]uint64{1, 2, 3, 5}, history.Request{}, ""},
		"some down":                       {[]uint64{1, 2, 5}, history.Request{Down: 2}, "5 down, 2 down"},
		"all down":                        {[]uint64{1, 2}, history.Request{Down: history.All}, "2 down, 1 down"},
		"down without a file":             {[]uint64{1, 3}, history.Request{Down: history.All}, "3 down migration not found"},
		"down of what only a server has":  {[]uint64{1, 9}, history.Request{Down: 1}, "9 down migration not found"},
		"forgetting what a server has":    {[]uint64{1, 9}, history.Request{Down: 1, SkipExecution: true}, "9 down"},
		"goto forth":                      {[]uint64{1}, history.Request{Goto: at(3)}, "2 up, 3 up"},
		"goto back":                       {[]uint64{1, 2, 5}, history.Request{Goto: at(1)}, "5 down, 2 down"},
		"goto where it is":                {[]uint64{1, 2}, history.Request{Goto: at(2)}, ""},
		"goto the beginning":              {[]uint64{1, 2}, history.Request{Goto: at(0)}, "2 down, 1 down"},
		"goto nowhere":                    {nil, history.Request{Goto: at(8)}, "8 migration not found"},
		"one up":                          {[]uint64{5}, history.Request{Version: at(2), Type: history.Up}, "2 up"},
		"one up that is applied":          {[]uint64{2}, history.Request{Version: at(2), Type: history.Up}, "Version already applied in database"},
		"one up without a file":           {nil, history.Request{Version: at(4), Type: history.Up}, "4 up migration not found"},
		"one down":                        {[]uint64{2, 5}, history.Request{Version: at(2), Type: history.Down}, "2 down"},
		"one down that is not applied":    {nil, history.Request{Version: at(2), Type: history.Down}, "Migration not applied in database"},
		"the largest version is no limit": {nil, history.Request{Goto: at(math.MaxUint64)}, "18446744073709551615 migration not found"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			applied := map[uint64]bool{}
			for _, v := range tt.applied {
				applied[v] = true
			}
			steps, err := history.Plan(available, applied, tt.request)
			var got []string
			for _, s := range steps {
				got = append(got, fmt.Sprintf("%d %s", s.Version, s.Direction))
			}
			if err != nil {
				got = []string{err.Error()}
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, ", ")); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestReadIgnoresWhatIsNoMigration(t *testing.T) {
	list, err := history.Read(fstest.MapFS{
		"metadata.yaml": {}, "notes/up.sql": {Data: []byte("x")}, "squashed_1_to_2/1_a/up.sql": {Data: []byte("x")},
		"2_two_words/up.sql": {Data: []byte("x")}, "2_two_words/down.sql": {Data: []byte(" \n")}, "10_ten.up.yaml": {Data: []byte("[]")},
	})
	if err != nil || len(list) != 2 {
		t.Fatalf("got %v, %v", list, err)
	}
	if m := list[0]; m.Version != 2 || m.Name != "two_words" || m.Up == nil || m.Down != nil {
		t.Errorf("got %+v", m)
	}
	if m := list[1]; m.Version != 10 || !m.Up.IsCalls() {
		t.Errorf("got %+v", m)
	}
}

func TestReadRefusesTwoMigrationsOfOneVersion(t *testing.T) {
	for _, names := range [][2]string{{"1_a/up.sql", "1_b/up.sql"}, {"1_a/up.sql", "1_a.up.sql"}, {"1_a.up.sql", "1_b.down.sql"}, {"1_a/up.sql", "01_a/up.sql"}} {
		_, err := history.Read(fstest.MapFS{names[0]: {Data: []byte("x")}, names[1]: {Data: []byte("x")}})
		if err == nil || !strings.Contains(err.Error(), "duplicate migration version 1") {
			t.Errorf("%v: got %v", names, err)
		}
	}
}
