package planner

import "testing"

func TestMergedListsTakeEachItemFromTheSourceThatHasIt(t *testing.T) {
	for _, c := range []struct {
		lists []string
		want  string // "" for an error
	}{
		{[]string{`[{"a":1}, null,null]`, `[null,[2] , null]`}, `[{"a":1},[2],null]`},
		{[]string{`[1]`, `[2]`}, `[1]`},
		{[]string{`[]`, `[]`}, `[]`},
		{[]string{`[null]`, `[null,1]`}, ""},
		{[]string{`[null]`, `{}`}, ""},
		{[]string{`[null]`, `null`}, ""},
	} {
		var lists [][]byte
		for _, l := range c.lists {
			lists = append(lists, []byte(l))
		}
		got, err := mergeLists(lists)
		if string(got) != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%q: got %s, %v; want %s", c.lists, got, err, c.want)
		}
	}
}
