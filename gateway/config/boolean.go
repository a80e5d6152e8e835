package config

import (
	"errors"
	"strings"
)

// errNotBoolean is the contract's rejection text, leading and double blanks included
// (contract/auth-and-server.md 1.2).
var errNotBoolean = errors.New(` Not a valid boolean text. True values are ["true","t","yes","y"] and ` +
	` False values are ["false","f","no","n"]. All values are case insensitive`)

// ParseBool reads the boolean syntax used by the environment, by flags that take a value
// and by boolean headers (contract/auth-and-server.md 1.2). The error's text is meant to
// be shown behind a name and a colon.
func ParseBool(text string) (bool, error) {
	switch strings.ToLower(text) {
	case "true", "t", "yes", "y":
		return true, nil
	case "false", "f", "no", "n":
		return false, nil
	default:
		return false, errNotBoolean
	}
}
