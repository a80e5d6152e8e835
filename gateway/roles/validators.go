package roles

import (
	"encoding/json"
	"fmt"

	"github.com/weftql/weft/gateway/webhook"
	"github.com/weftql/weft/postgres-source/metadata"
)

// validators lists the webhooks of `validate_input` that cannot be asked
// (contract/postgres-graphql.md 6.9). Their permissions stay and refuse every write.
func (b *builder) validators(m *metadata.Source) {
	for _, t := range m.Tables {
		for _, p := range t.InsertPermissions {
			b.validator(m, t, "insert_permission", p.Role, p.ValidateInput)
		}
		for _, p := range t.UpdatePermissions {
			b.validator(m, t, "update_permission", p.Role, p.ValidateInput)
		}
		for _, p := range t.DeletePermissions {
			b.validator(m, t, "delete_permission", p.Role, p.ValidateInput)
		}
	}
}

func (b *builder) validator(m *metadata.Source, t *metadata.Table, kind, role string, definition json.RawMessage) {
	if definition == nil {
		return
	}
	err := webhook.Validator{Caller: b.opts.Actions}.CheckValidation(definition)
	if err == nil {
		return
	}
	permission := map[string]any{"source": m.Name, "table": metadata.Definition(t.Table), "role": role}
	b.leaveOut(kind, fmt.Sprintf("%s %s in table %s in source %s", kind, role, t.Table, m.Name), permission,
		fmt.Sprintf("in table %q: in permission for role %q: %s", t.Table, role, err))
}
