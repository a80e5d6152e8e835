package schema

import (
	"crypto/sha256"
	"fmt"

	"github.com/weftql/weft/planner"
)

// hash tells roles apart by name.
func (s *Schema) hash() planner.Fingerprint {
	return sha256.Sum256(fmt.Appendf(nil, "%q %q %t %t", s.frame.model.Source, s.role.Name, s.role.Backend, s.role.Relay))
}
