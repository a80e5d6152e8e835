package naming

import "strings"

// Convention is how pieces become a name.
type Convention uint8

// The two conventions.
const (
	// HasuraDefault joins pieces with underscores and changes no letter.
	HasuraDefault Convention = iota
	// GraphQLDefault writes camelCase fields and PascalCase types.
	GraphQLDefault
)

// ParseConvention reads a convention as metadata and environment spell it.
func ParseConvention(text string) (Convention, bool) {
	switch text {
	case "hasura-default":
		return HasuraDefault, true
	case "graphql-default":
		return GraphQLDefault, true
	}
	return HasuraDefault, false
}

// String returns the convention's spelling in metadata.
func (c Convention) String() string {
	if c == GraphQLDefault {
		return "graphql-default"
	}
	return "hasura-default"
}

// Field joins n to the name of a field or an argument.
func (c Convention) Field(n Name) string { return c.join(n, lowerFirst) }

// Type joins n to the name of a type.
func (c Convention) Type(n Name) string { return c.join(n, upperFirst) }

// fieldOf is Field of n with automatic pieces around it, typeOf Type of n with some after it.
func (c Convention) fieldOf(before []string, n Name, after ...string) string {
	if c == HasuraDefault {
		return n.snake(before, after)
	}
	return c.Field(n.join(before, after))
}

func (c Convention) typeOf(n Name, after ...string) string {
	if c == HasuraDefault {
		return n.snake(nil, after)
	}
	return c.Type(n.join(nil, after))
}

// Word is the name of a field, argument or operator that Weft itself defines in snake
// case: `order_by`, `_is_null`. A leading underscore stays.
func (c Convention) Word(snake string) string {
	if c == HasuraDefault {
		return snake
	}
	return c.Field(Split(snake))
}

// Upper is an enum value that Weft itself defines: upper case under GraphQLDefault.
func (c Convention) Upper(value string) string {
	if c == GraphQLDefault {
		return strings.ToUpper(value)
	}
	return value
}

func (c Convention) join(n Name, first func(string) string) string {
	if c == HasuraDefault {
		return n.Snake()
	}
	var b strings.Builder
	for i, p := range n {
		switch {
		case i > 0:
			b.WriteString(upperFirst(p.Text))
		case p.Custom:
			b.WriteString(p.Text)
		default:
			b.WriteString(first(p.Text))
		}
	}
	return b.String()
}

// Names are ASCII wherever they are legal, so one byte is one letter.

func upperFirst(s string) string {
	if s != "" && s[0] >= 'a' && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}

func lowerFirst(s string) string {
	if s != "" && s[0] >= 'A' && s[0] <= 'Z' {
		return string(s[0]-'A'+'a') + s[1:]
	}
	return s
}
