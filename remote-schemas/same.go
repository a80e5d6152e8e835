package remote

import "reflect"

// SameServer tells whether a source opened with opts would ask the same server in the same
// way for its schema, so that [Source.Reopen] will do.
func (s *Source) SameServer(opts Options) bool {
	address, err := opts.Definition.Address(opts.Env)
	return err == nil && address == s.address && reflect.DeepEqual(opts.Definition, s.opts.Definition)
}
