package planner

import "slices"

// Role selects one of the schemas of an epoch.
type Role struct {
	Name string
	// Backend is set for requests that may use permissions marked backend_only
	// (contract/postgres-graphql.md 6.8).
	Backend bool
	// Relay selects the schema of /v1beta1/relay.
	Relay bool
}

// Admin is the name of the role that sees everything and has no permissions of its own.
const Admin = "admin"

// Session is who asks: the outcome of authentication.
type Session struct {
	Role Role
	// Variables holds the session variables by lower-case name (`x-hasura-user-id`),
	// x-hasura-role included, admin secrets never. It must not be changed once the
	// session is in use.
	Variables map[string]string
}

// Variable returns the session variable name (lower case) and whether it is set.
func (s *Session) Variable(name string) (string, bool) {
	if s == nil {
		return "", false
	}
	v, ok := s.Variables[name]
	return v, ok
}

// AppendVariables appends the session's variables as a JSON object, names in code-point order.
// A nil session has none.
func (s *Session) AppendVariables(dst []byte) []byte {
	if s == nil {
		return append(dst, "{}"...)
	}
	names := make([]string, 0, 8) // on the stack, for most sessions
	for name := range s.Variables {
		names = append(names, name)
	}
	slices.Sort(names)
	dst = append(dst, '{')
	for i, name := range names {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(AppendJSONString(dst, name), ':')
		dst = AppendJSONString(dst, s.Variables[name])
	}
	return append(dst, '}')
}
