package roles

import (
	"fmt"
	"slices"

	"github.com/weftql/weft/postgres-source/metadata"
	"github.com/weftql/weft/postgres-source/model"
)

// asking checks the permissions that read other databases, which no source can check alone
// (contract/postgres-graphql.md 3.5). One that makes no sense lets nothing through.
func (b *builder) asking() {
	for _, s := range b.opened {
		for _, a := range s.Model().Asking {
			if err := b.answerable(a.Condition); err != nil {
				b.epoch.Inconsistencies = append(b.epoch.Inconsistencies, Inconsistency{
					Type: a.Permission.Type, Name: a.Permission.Name, Definition: a.Permission.Definition,
					Reason: inconsistentObject + a.In + err.Error(),
				})
			}
		}
	}
}

// answerable tells what is wrong with a condition on another database.
func (b *builder) answerable(e *model.RelatedElsewhere) error {
	to := e.Relationship.Metadata.ToSource
	target := b.epoch.Database(to.Source)
	if target == nil {
		return fmt.Errorf("source not found: %q", to.Source)
	}
	t := target.Model().Table(to.Table)
	if t == nil {
		return fmt.Errorf("table %q does not exist in source: %s", to.Table.String(), to.Source)
	}
	missing := slices.IndexFunc(to.FieldMapping, func(m metadata.ColumnMapping) bool { return t.Column(m.Remote) == nil })
	if missing >= 0 {
		return fmt.Errorf("column %q of table %q does not exist", to.FieldMapping[missing].Remote, to.Table.String())
	}
	_, err := e.On(t)
	return err
}
