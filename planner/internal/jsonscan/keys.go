package jsonscan

import "math"

// frame is an object's part of the stacks in Found.
type frame struct {
	values, waiting int // where it begins
	typed           bool
}

func (s *scanner) openFrame(shape *Shape) frame {
	f := s.found
	at := frame{values: len(f.values), waiting: len(f.waiting)}
	for range shape.parts {
		f.values = append(f.values, span{})
	}
	for range shape.keyed {
		f.waiting = append(f.waiting, -1)
	}
	return at
}

// closeFrame gives the object's keyed slots their keys.
func (s *scanner) closeFrame(o *object) bool {
	f := s.found
	for i := range o.shape.keyed {
		at := f.waiting[o.frame.waiting+i]
		if at < 0 {
			continue
		}
		key, ok := s.joinKey(o, &o.shape.keyed[i])
		if !ok {
			return false
		}
		f.Places[at].key = key
	}
	f.values, f.waiting = f.values[:o.frame.values], f.waiting[:o.frame.waiting]
	return true
}

// joinKey writes the key of a slot from the members seen; an empty span when one is null.
func (s *scanner) joinKey(o *object, k *keyed) (span, bool) {
	f := s.found
	from, null := len(f.keys), false
	f.keys = append(f.keys, '[')
	for i, part := range k.parts {
		v := f.values[o.frame.values+part]
		if v == (span{}) {
			return span{}, s.fail("a value of a join key is missing")
		}
		null = null || s.src[v.from] == 'n'
		f.keys = s.keyValue(f.keys, i, v)
	}
	return s.endKey(from, null)
}

// endKey closes the key that begins at from; a key with a null in it is none.
func (s *scanner) endKey(from int, null bool) (span, bool) {
	f := s.found
	if null {
		f.keys = f.keys[:from]
		return span{}, true
	}
	f.keys = append(f.keys, ']')
	if len(f.keys) > math.MaxInt32 {
		return span{}, s.fail("join keys are too large")
	}
	return span{int32(from), int32(len(f.keys))}, true //nolint:gosec // checked above
}

func (s *scanner) keyValue(keys []byte, i int, v span) []byte {
	if i > 0 {
		keys = append(keys, ',')
	}
	return append(keys, s.src[v.from:v.to]...)
}

// note remembers what later members of the object need of this one.
func (s *scanner) note(o *object, m *member, value int) bool {
	if m.isType {
		if o.frame.typed {
			return s.fail("an object tells its type twice")
		}
		o.frame.typed = true
	}
	if m.part < 0 {
		return true
	}
	v := &s.found.values[o.frame.values+m.part]
	if *v != (span{}) {
		return s.fail("a value of a join key is there twice")
	}
	*v = span{int32(value), int32(s.at)} //nolint:gosec // document limits the length
	return true
}

// slot notes a slot and, when it stands in place, its key.
func (s *scanner) slot(o *object, r *rule) bool {
	start := s.at
	if r.keyed < 0 {
		key, ok := s.keyInPlace(r.arity)
		s.place(start, Place{Slot: r.number, key: key})
		return ok
	}
	waiting := &s.found.waiting[o.frame.waiting+r.keyed]
	if *waiting >= 0 {
		return s.fail("a joined field is there twice")
	}
	*waiting = int32(len(s.found.Places)) //nolint:gosec // fewer than bytes in the document
	ok := s.skip()
	s.place(start, Place{Slot: r.number})
	return ok
}

// keyInPlace reads a key that stands where its answer goes.
func (s *scanner) keyInPlace(arity int) (span, bool) {
	if s.peek() == 'n' {
		return span{}, s.word("null")
	}
	if s.peek() != '[' {
		return span{}, s.fail("a join key is not an array")
	}
	f := s.found
	from, null := len(f.keys), false
	f.keys = append(f.keys, '[')
	n, ok := s.keyItems(&null)
	if !ok {
		return span{}, false
	}
	if n != arity {
		return span{}, s.fail("a join key has the wrong number of values")
	}
	return s.endKey(from, null)
}

// keyItems copies the values of a key, counts them, and tells whether one is null.
func (s *scanner) keyItems(null *bool) (n int, ok bool) {
	if !s.enter() {
		return 0, false
	}
	if s.peek() == ']' {
		return 0, s.leave()
	}
	for {
		start := s.at
		if !s.skip() {
			return n, false
		}
		*null = *null || s.src[start] == 'n'
		s.found.keys = s.keyValue(s.found.keys, n, span{int32(start), int32(s.at)}) //nolint:gosec // document limits the length
		n++
		more, ok := s.more(']')
		if !ok {
			return n, false
		}
		if !more {
			return n, s.leave()
		}
	}
}
