package metadata

// Written remembers how tables were written, so that those which are shared with a document
// written before, as an edit shares what it does not touch, are copied. It relies on tables
// that are part of a document not being changed any more. The zero value is ready; it is used
// by one goroutine at a time.
type Written struct {
	before, now map[*Table][]byte
}

// Append is [Append] with the memory of m.
func (m *Written) Append(dst []byte, s *Source) []byte {
	w := &writer{out: dst, tables: m.table}
	writeSource(w, s)
	return w.out
}

// Forget ends a document: tables that were not in it are forgotten.
func (m *Written) Forget() { m.before, m.now = m.now, nil }

func (m *Written) table(w *writer, t *Table) {
	text, ok := m.before[t]
	if !ok {
		text = AppendTable(nil, t)
	}
	if m.now == nil {
		m.now = make(map[*Table][]byte, len(m.before))
	}
	m.now[t] = text
	w.out = append(w.out, text...)
}
