package schema

import (
	"github.com/weftql/weft/postgres-source/model"
	"github.com/weftql/weft/postgres-source/naming"
)

// RowType returns the name of a table's row type, and false when the role does not see the
// table.
func (s *Schema) RowType(m *model.Table) (string, bool) {
	t := s.frame.exposed(m)
	if t == nil || s.views[t.index] == nil {
		return "", false
	}
	return t.name(naming.Row), true
}
