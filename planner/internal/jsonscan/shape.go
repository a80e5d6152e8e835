// Package jsonscan finds places in JSON bytes and puts other bytes there, without decoding.
//
// One forward scan, guided by a [Shape], checks the grammar of a document, finds its places
// and reads the keys of its slots; [Splice] then writes the document once with the places
// replaced. What no rule names is neither copied nor looked at twice, and nothing is
// allocated per value: places and keys are appended to a [Found] that can be used again.
//
// The package knows bytes only. It accepts what encoding/json accepts, to the same depth.
package jsonscan

// Action is what happens to a member of an object.
type Action uint8

// The actions.
const (
	// Slot replaces the member's value by bytes that the caller supplies.
	Slot Action = iota
	// Cut removes the member with its comma.
	Cut
	// Rename replaces a string by another one.
	Rename
	// Nested goes on inside the member's value.
	Nested
)

// Rule says what happens to one member of the objects a shape describes.
type Rule struct {
	Member string
	Do     Action
	// On restricts the rule to objects of some types, by the names that the shape's type
	// member holds; empty means all. The first rule that applies to a member counts.
	On []string
	// Number is what the caller knows a slot by (Slot); not negative.
	Number int
	// Arity is the number of values in the slot's key.
	Arity int
	// KeyFrom names the members of the same object that hold the key's values. When nil,
	// the slot's own value is the key: an array, or null for no key.
	KeyFrom []string
	// Names holds replacements (Rename); other strings stay.
	Names map[string]string
	// Shape is for what is inside (Nested).
	Shape *Shape
}

// Shape says which members of the objects in a document matter. Arrays are entered to any
// depth, null is passed over. It is immutable and may be shared.
type Shape struct {
	typeKey string
	members []member
	// index finds a member by name where a linear search would be slow.
	index map[string]int
	keyed []keyed
	parts int // number of distinct members that are values of keys
}

// member is a name with everything that depends on it.
type member struct {
	name   string
	rules  []rule
	part   int // position among the values of keys, or -1
	isType bool
}

type rule struct {
	do     Action
	on     []string
	number int32
	arity  int
	keyed  int // index into Shape.keyed, or -1 when the key is in place
	texts  map[string]string
	shape  *Shape
}

// keyed is a slot whose key comes from sibling members.
type keyed struct {
	parts []int
}

// manyMembers is from where on a map beats comparing names one after the other.
const manyMembers = 12

// New builds a shape. typeKey names the member that holds the type's name; it must be given
// when a rule has On. Texts of Rename are plain strings, not JSON.
func New(rules []Rule, typeKey string) *Shape {
	s := &Shape{typeKey: typeKey}
	for i := range rules {
		s.add(&rules[i])
	}
	if typeKey != "" {
		s.members[s.member(typeKey)].isType = true
	}
	if len(s.members) > manyMembers {
		s.index = make(map[string]int, len(s.members))
		for i := range s.members {
			s.index[s.members[i].name] = i
		}
	}
	return s
}

func (s *Shape) add(r *Rule) {
	built := rule{do: r.Do, on: r.On, number: int32(r.Number), arity: r.Arity, keyed: -1, shape: r.Shape} //nolint:gosec // numbers are counted, not given
	if r.Do == Slot && r.KeyFrom != nil {
		built.keyed = len(s.keyed)
		k := keyed{}
		for _, name := range r.KeyFrom {
			k.parts = append(k.parts, s.part(name))
		}
		s.keyed = append(s.keyed, k)
	}
	if r.Do == Rename {
		built.texts = make(map[string]string, len(r.Names))
		for from, to := range r.Names {
			built.texts[from] = quote(to)
		}
	}
	m := s.member(r.Member)
	s.members[m].rules = append(s.members[m].rules, built)
}

// member returns the index of the member called name, which it adds when it is new.
func (s *Shape) member(name string) int {
	for i := range s.members {
		if s.members[i].name == name {
			return i
		}
	}
	s.members = append(s.members, member{name: name, part: -1})
	return len(s.members) - 1
}

// part marks the member called name as a value of keys.
func (s *Shape) part(name string) int {
	m := s.member(name)
	if s.members[m].part < 0 {
		s.members[m].part = s.parts
		s.parts++
	}
	return s.members[m].part
}

// find returns the member called name, or nil. Objects of one list have their members in
// one order: hint, the index after the last hit, is tried first.
func (s *Shape) find(name []byte, hint *int) *member {
	if s.index != nil {
		if i, ok := s.index[string(name)]; ok {
			return &s.members[i]
		}
		return nil
	}
	n := len(s.members)
	for range n {
		if *hint >= n {
			*hint = 0
		}
		m := &s.members[*hint]
		if string(name) == m.name {
			*hint++
			return m
		}
		*hint++
	}
	return nil
}

// ruleFor returns the rule that applies to an object of the type, or nil. known is false
// when the answer depends on a type that the object does not tell.
func (m *member) ruleFor(typ []byte) (r *rule, known bool) {
	for i := range m.rules {
		r := &m.rules[i]
		if len(r.on) == 0 {
			return r, true
		}
		if typ == nil {
			return nil, false
		}
		for _, name := range r.on {
			if string(typ) == name {
				return r, true
			}
		}
	}
	return nil, true
}
