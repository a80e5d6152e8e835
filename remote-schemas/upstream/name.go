package upstream

import "fmt"

// legal refuses what is not a GraphQL name. Names are written into documents and into the
// schema that clients see, so a server cannot be trusted with them.
func legal(name string) error {
	for i := range len(name) {
		switch c := name[i]; {
		case c == '_', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case i > 0 && c >= '0' && c <= '9':
		default:
			return fmt.Errorf("%q is not a valid GraphQL identifier", name)
		}
	}
	if name == "" {
		return fmt.Errorf("%q is not a valid GraphQL identifier", name)
	}
	return nil
}
