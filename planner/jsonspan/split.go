package jsonspan

import "encoding/json"

// Member is one member of an object. Both parts are borrowed from the text, except that a
// key with escapes is decoded into a copy.
type Member struct {
	Key   []byte // without quotes
	Value []byte // its JSON, without white space around it
}

// Object appends the members of the object src to dst. The whole of src is checked as
// [Check] does it. A key may occur more than once.
func Object(src []byte, dst []Member) ([]Member, error) {
	s := scanner{src: src}
	if err := s.utf8(); err != nil {
		return dst, err
	}
	i := s.space(0)
	if i >= len(src) || src[i] != '{' {
		return dst, s.not(i, "an object")
	}
	if err := s.object(i, &dst); err != nil {
		return dst, err
	}
	return dst, s.end()
}

// Array appends the items of the array src to dst, checking it as [Check] does.
func Array(src []byte, dst [][]byte) ([][]byte, error) {
	s := scanner{src: src}
	if err := s.utf8(); err != nil {
		return dst, err
	}
	i := s.space(0)
	if i >= len(src) || src[i] != '[' {
		return dst, s.not(i, "an array")
	}
	if err := s.array(i, &dst); err != nil {
		return dst, err
	}
	return dst, s.end()
}

// Find returns the value of the last member called key, or nil.
func Find(members []Member, key string) []byte {
	for i := len(members) - 1; i >= 0; i-- {
		if string(members[i].Key) == key {
			return members[i].Value
		}
	}
	return nil
}

// Null tells whether value, as a [Member] or item holds it, is null.
func Null(value []byte) bool { return len(value) > 0 && value[0] == 'n' }

// not is the error for a text that is something else than what was asked for, or no JSON
// at all.
func (s *scanner) not(i int, what string) error {
	if err := s.value(i); err != nil {
		return err
	}
	return &SyntaxError{Offset: i, Reason: "expected " + what}
}

// object reads the object at i and appends its members to into unless that is nil.
func (s *scanner) object(i int, into *[]Member) error {
	if err := s.enter(i); err != nil {
		return err
	}
	i = s.space(i + 1)
	for first := true; ; first = false {
		if first && i < len(s.src) && s.src[i] == '}' {
			break
		}
		if i >= len(s.src) || s.src[i] != '"' {
			return s.unexpected(i, "looking for a key")
		}
		if err := s.str(i); err != nil {
			return err
		}
		key := s.src[i+1 : s.pos-1]
		if i = s.space(s.pos); i >= len(s.src) || s.src[i] != ':' {
			return s.unexpected(i, "after a key")
		}
		i = s.space(i + 1)
		if err := s.value(i); err != nil {
			return err
		}
		if into != nil {
			*into = append(*into, Member{Key: unescape(key), Value: s.src[i:s.pos:s.pos]})
		}
		if i = s.space(s.pos); i < len(s.src) && s.src[i] == '}' {
			break
		}
		if i >= len(s.src) || s.src[i] != ',' {
			return s.unexpected(i, "after a member")
		}
		i = s.space(i + 1)
	}
	s.depth--
	s.pos = i + 1
	return nil
}

// array reads the array at i and appends its items to into unless that is nil.
func (s *scanner) array(i int, into *[][]byte) error {
	if err := s.enter(i); err != nil {
		return err
	}
	i = s.space(i + 1)
	for first := true; ; first = false {
		if first && i < len(s.src) && s.src[i] == ']' {
			break
		}
		if err := s.value(i); err != nil {
			return err
		}
		if into != nil {
			*into = append(*into, s.src[i:s.pos:s.pos])
		}
		if i = s.space(s.pos); i < len(s.src) && s.src[i] == ']' {
			break
		}
		if i >= len(s.src) || s.src[i] != ',' {
			return s.unexpected(i, "after an item")
		}
		i = s.space(i + 1)
	}
	s.depth--
	s.pos = i + 1
	return nil
}

// unescape decodes a key; one without escapes is returned as it is.
func unescape(key []byte) []byte {
	for _, c := range key {
		if c != '\\' {
			continue
		}
		var decoded string
		quoted := append(append([]byte{'"'}, key...), '"')
		if json.Unmarshal(quoted, &decoded) == nil {
			return []byte(decoded)
		}
	}
	return key
}
