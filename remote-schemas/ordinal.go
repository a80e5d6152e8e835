package remote

import (
	"strconv"
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonspan"
)

// byOrdinal puts the members `f<i>` of an answer at their places. Members of other names
// are ignored; places nobody fills stay nil.
func byOrdinal(members []jsonspan.Member, n int) [][]byte {
	values := make([][]byte, n)
	for _, m := range members {
		if len(m.Key) < 2 || m.Key[0] != 'f' {
			continue
		}
		i, err := strconv.Atoi(string(m.Key[1:]))
		if err == nil && i >= 0 && i < n {
			values[i] = m.Value
		}
	}
	return values
}

// unwrap goes down from the root field's value to the leaf's. The fields between may
// neither be null nor lists (section 7.2).
func (c *joinColumn) unwrap(value []byte, ordinal int) ([]byte, error) {
	name := "f" + strconv.Itoa(ordinal)
	for depth := 0; ; depth++ {
		if value == nil {
			return nil, planner.Faultf(planner.CodeUnexpected, nil, "failed to lookup key '%s' in response", name)
		}
		if depth == len(c.path)-1 {
			return value, nil
		}
		if value[0] != '{' {
			return nil, planner.Faultf(planner.CodeUnexpected, nil,
				"unexpected non-object json value found while path not empty: %s", strings.Join(c.path[depth+1:], ", "))
		}
		members, err := jsonspan.Object(value, nil)
		if err != nil {
			return nil, planner.Faultf(planner.CodeUnexpected, nil, "Remote server response is not valid JSON: %v", err)
		}
		name = c.path[depth+1]
		value = jsonspan.Find(members, name)
	}
}
