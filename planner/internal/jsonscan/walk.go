package jsonscan

// walk reads a value that a shape describes.
func (s *scanner) walk(shape *Shape) bool {
	switch s.peek() {
	case '{':
		return s.object(shape)
	case '[':
		return s.array(shape)
	case 'n':
		return s.word("null")
	}
	if !s.skip() {
		return false
	}
	return s.fail("expected an object, a list or null before this")
}

func (s *scanner) array(shape *Shape) bool {
	if !s.enter() {
		return false
	}
	if s.peek() == ']' {
		return s.leave()
	}
	for {
		if !s.walk(shape) {
			return false
		}
		more, ok := s.more(']')
		if !ok {
			return false
		}
		if !more {
			return s.leave()
		}
	}
}

// object is the state of one object while it is read.
type object struct {
	shape *Shape
	typ   []byte // nil: not told
	hint  int    // see Shape.find
	frame frame
	// kept is set once a member stays; end is where the last member ended; lead is the
	// place of members cut before any that stays, or -1.
	kept bool
	end  int
	lead int
}

func (s *scanner) object(shape *Shape) bool {
	o := object{shape: shape, lead: -1}
	if shape.typeKey != "" {
		o.typ = s.typeAhead(shape)
	}
	if !s.enter() {
		return false
	}
	if s.peek() == '}' {
		return s.leave()
	}
	o.frame = s.openFrame(shape)
	for {
		if !s.objectMember(&o) {
			return false
		}
		more, ok := s.more('}')
		if !ok {
			return false
		}
		if !more {
			return s.closeFrame(&o) && s.leave()
		}
	}
}

// objectMember reads a name and its value and notes what is to be done there.
func (s *scanner) objectMember(o *object) bool {
	start := s.at
	if o.lead >= 0 {
		s.found.Places[o.lead].End = int32(start)
		o.lead = -1
	}
	name, ok := s.name()
	if !ok {
		return false
	}
	m := o.shape.find(s.bytes(name), &o.hint)
	if m == nil {
		o.kept = true
		ok = s.skip()
		o.end = s.at
		return ok
	}
	r, known := m.ruleFor(o.typ)
	if !known {
		return s.fail("an object does not tell its type")
	}
	value := s.at
	if !s.value(o, r, start) || !s.note(o, m, value) {
		return false
	}
	o.kept = o.kept || r == nil || r.do != Cut
	o.end = s.at
	return true
}

// value reads a member's value as its rule says; start is where the member's name begins.
func (s *scanner) value(o *object, r *rule, start int) bool {
	if r == nil {
		return s.skip()
	}
	switch r.do {
	case Nested:
		return s.walk(r.shape)
	case Cut:
		return s.skip() && s.cut(o, start)
	case Rename:
		return s.rename(r)
	default:
		return s.slot(o, r)
	}
}

// cut notes a place with the comma before it or, when nothing stays before it, after it.
func (s *scanner) cut(o *object, start int) bool {
	if o.kept {
		start = o.end
	} else {
		o.lead = len(s.found.Places)
	}
	s.place(start, Place{Slot: -1})
	return true
}

func (s *scanner) rename(r *rule) bool {
	start := s.at
	if s.peek() != '"' {
		return s.fail("expected a type's name")
	}
	name, ok := s.str()
	if !ok {
		return false
	}
	if to, ok := r.texts[string(s.bytes(name))]; ok {
		s.place(start, Place{Slot: -1, Text: to})
	}
	return true
}

// place appends a place that ends here.
func (s *scanner) place(start int, p Place) {
	p.Start, p.End = int32(start), int32(s.at) //nolint:gosec // document limits the length
	s.found.Places = append(s.found.Places, p)
}

// typeAhead reads the object's type without moving on. The type's member should come
// first: everything before it is read twice. nil means that there is none; a mistake in
// the grammar is left for the reading that follows.
func (s *scanner) typeAhead(shape *Shape) []byte {
	ahead := scanner{src: s.src, at: s.at, depth: s.depth}
	if !ahead.enter() || ahead.peek() == '}' {
		return nil
	}
	for {
		name, ok := ahead.name()
		if !ok {
			return nil
		}
		if string(ahead.bytes(name)) == shape.typeKey {
			return ahead.typeName()
		}
		if !ahead.skip() {
			return nil
		}
		if more, ok := ahead.more('}'); !ok || !more {
			return nil
		}
	}
}

func (s *scanner) typeName() []byte {
	if s.peek() != '"' {
		return nil
	}
	name, ok := s.str()
	if !ok {
		return nil
	}
	return s.bytes(name)
}
