package postgres

import (
	"fmt"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/catalog"
	"github.com/weftql/weft/postgres-source/compile"
)

// keyTexts returns the components of a key as texts that PostgreSQL reads as the types.
func keyTexts(key []byte, types []*catalog.Type) ([]string, error) {
	v, err := planner.ParseValue(key)
	if err != nil {
		return nil, fmt.Errorf("join key: %w", err)
	}
	if v.Kind != planner.List || len(v.Items) != len(types) {
		return nil, fmt.Errorf("join key is no list of %d components", len(types))
	}
	texts := make([]string, len(types))
	for i, part := range v.Items {
		texts[i] = compile.TextOf(part, types[i])
	}
	return texts, nil
}
