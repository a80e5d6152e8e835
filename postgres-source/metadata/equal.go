package metadata

import "bytes"

// Equal tells whether two sources are written alike. Tables that are shared, as those are
// that an edit did not touch, cost nothing; it ends at the first that differs.
func Equal(a, b *Source) bool {
	if a == b {
		return true
	}
	if len(a.Tables) != len(b.Tables) {
		return false
	}
	x, y := *a, *b
	x.Tables, y.Tables = nil, nil
	if !bytes.Equal(Append(nil, &x), Append(nil, &y)) {
		return false
	}
	var buf []byte
	for i, t := range a.Tables {
		if t == b.Tables[i] {
			continue
		}
		buf = AppendTable(buf[:0], t)
		end := len(buf)
		buf = AppendTable(buf, b.Tables[i])
		if !bytes.Equal(buf[:end], buf[end:]) {
			return false
		}
	}
	return true
}
