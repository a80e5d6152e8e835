package planner

import (
	"math/rand/v2"
	"testing"
)

// TestCohortBytesTellValuesApartAsEqualDoes compares the bytes of random values with
// [Value.Equal]: equal bytes for other values would hand one user's rows to another.
func TestCohortBytesTellValuesApartAsEqualDoes(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	equal := 0
	for range 50_000 {
		a, b := randomValue(r, 2), randomValue(r, 2)
		same := string(appendValue(nil, a)) == string(appendValue(nil, b))
		if same != a.Equal(b) {
			t.Fatalf("%+v and %+v", a, b)
		}
		if same {
			equal++
		}
	}
	if equal < 500 {
		t.Errorf("only %d pairs were equal", equal)
	}
}

func randomValue(r *rand.Rand, depth int) *Value {
	v := &Value{Kind: ValueKind(r.IntN(int(Object) + 1))}
	switch {
	case r.IntN(20) == 0:
		return nil
	case v.Kind == List && depth > 0:
		for range r.IntN(3) {
			v.Items = append(v.Items, randomValue(r, depth-1))
		}
	case v.Kind == Object && depth > 0:
		for range r.IntN(3) {
			v.Members = append(v.Members, Member{Name: randomText(r), Value: randomValue(r, depth-1)})
		}
	default:
		v.Text = randomText(r)
	}
	return v
}

// randomText is likely to look like lengths and kinds.
func randomText(r *rand.Rand) string { return []string{"", "\x00", "\x01", "a", "\x01a"}[r.IntN(5)] }

func TestCohortBytesCoverWhatIsRead(t *testing.T) {
	base := func() *Params {
		return &Params{
			Session:   &Session{Role: Role{Name: "user"}, Variables: map[string]string{"x-hasura-role": "user", "x-hasura-a": "1"}},
			Headers:   map[string][]string{"A": {"1", "2"}, "B": nil},
			RequestID: "1",
		}
	}
	none := Reads{}
	one := Reads{Session: []string{"x-hasura-a"}}
	all := Reads{AllSession: true}
	headers := Reads{Headers: true}
	for _, test := range []struct {
		name   string
		change func(p *Params)
		by     []*Reads // that must notice
	}{
		{"request id", func(p *Params) { p.RequestID = "2" }, nil},
		{"variable", func(p *Params) { p.Session.Variables["x-hasura-a"] = "2" }, []*Reads{&one, &all}},
		{"variable unset", func(p *Params) { delete(p.Session.Variables, "x-hasura-a") }, []*Reads{&one, &all}},
		{"variable empty", func(p *Params) { p.Session.Variables["x-hasura-a"] = "" }, []*Reads{&one, &all}},
		{"other variable", func(p *Params) { p.Session.Variables["x-hasura-b"] = "1" }, []*Reads{&all}},
		{"role", func(p *Params) { p.Session.Role.Name = "boss" }, []*Reads{&all}},
		{"backend", func(p *Params) { p.Session.Role.Backend = true }, []*Reads{&all}},
		{"no session", func(p *Params) { p.Session = nil }, []*Reads{&one, &all}},
		{"header", func(p *Params) { p.Headers["A"] = []string{"1"} }, []*Reads{&headers}},
		{"header values joined", func(p *Params) { p.Headers["A"] = []string{"12"} }, []*Reads{&headers}},
		{"header moved", func(p *Params) { p.Headers = map[string][]string{"A": {"1"}, "B": {"2"}} }, []*Reads{&headers}},
	} {
		changed := base()
		test.change(changed)
		for _, reads := range []*Reads{&none, &one, &all, &headers} {
			noticed := string(reads.append(nil, base())) != string(reads.append(nil, changed))
			must := false
			for _, by := range test.by {
				must = must || by == reads
			}
			if noticed != must {
				t.Errorf("%s: %+v noticed %v", test.name, reads, noticed)
			}
		}
	}
}
