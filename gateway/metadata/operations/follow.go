package operations

import "github.com/weftql/weft/postgres-source/catalog"

// Follow edits the document after a change of a database's schema
// (contract/metadata-and-migrations.md 7.3).
func (d *Draft) Follow(source string, before, after *catalog.Catalog, cascade bool) error {
	return nil
}
