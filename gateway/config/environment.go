package config

import "fmt"

// Lookup finds an environment variable, as [os.LookupEnv] does.
type Lookup func(name string) (string, bool)

// readEnvironment stores the variables of options that no flag has set. A variable set to
// the empty text counts as set (contract/auth-and-server.md 1.2).
func readEnvironment(table []*option, lookup Lookup) error {
	for _, o := range table {
		if o.given == byFlag {
			continue
		}
		for _, name := range o.env {
			text, ok := lookup(name)
			if !ok {
				continue
			}
			if err := o.value.set(text); err != nil {
				return fmt.Errorf("Fatal Error:- Environment variable %s: %w", name, err)
			}
			o.given = byEnvironment
			break
		}
	}
	return nil
}
