package planner

import "strconv"

// Path is a position in a request, as errors name it (contract/postgres-graphql.md 8.4):
// `$`, then `.key` for plain keys, `["odd key"]` for others, `[n]` for list items.
// A nil *Path is `$`. Paths are immutable and share their prefixes.
type Path struct {
	parent *Path
	key    string
	index  int // >= 0 for a list item, -1 for a key
}

// Key returns the path of the member key below p.
func (p *Path) Key(key string) *Path { return &Path{parent: p, key: key, index: -1} }

// Index returns the path of list item i below p.
func (p *Path) Index(i int) *Path { return &Path{parent: p, index: i} }

// String prints the path from `$`.
func (p *Path) String() string { return string(p.append(nil)) }

func (p *Path) append(dst []byte) []byte {
	if p == nil {
		return append(dst, '$')
	}
	dst = p.parent.append(dst)
	switch {
	case p.index >= 0:
		dst = append(dst, '[')
		dst = strconv.AppendInt(dst, int64(p.index), 10)
		return append(dst, ']')
	case plainKey(p.key):
		return append(append(dst, '.'), p.key...)
	default:
		dst = append(dst, '[')
		dst = AppendJSONString(dst, p.key)
		return append(dst, ']')
	}
}

// plainKey tells whether key matches [A-Za-z_][A-Za-z0-9_-]*.
func plainKey(key string) bool {
	for i := range len(key) {
		switch c := key[i]; {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_':
		case i > 0 && (c >= '0' && c <= '9' || c == '-'):
		default:
			return false
		}
	}
	return key != ""
}
