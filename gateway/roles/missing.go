package roles

import (
	"bytes"
	"encoding/json"

	"github.com/weftql/weft/planner"
)

// missing is a peer that did not answer when an epoch was built. Epochs after it do not ask
// again as long as nothing about it changed: an unrelated change of metadata must not wait
// for a server that is down.
type missing struct {
	definition    json.RawMessage
	inconsistency Inconsistency
}

// missing leaves a peer out that did not answer.
func (b *builder) missing(id planner.ID, definition any, kind, name string, shown any, why error) {
	b.leaveOut(kind, name, shown, reasonOf(why))
	b.epoch.Inconsistencies[len(b.epoch.Inconsistencies)-1].Message = detailOf(why)
	b.epoch.Retry = true
	b.epoch.missing[id] = missing{definitionOf(definition), b.epoch.Inconsistencies[len(b.epoch.Inconsistencies)-1]}
}

// stillMissing leaves a peer out that the epoch before left out, if it is defined alike.
func (b *builder) stillMissing(id planner.ID, definition any) bool {
	if b.previous == nil {
		return false
	}
	m, ok := b.previous.missing[id]
	if !ok || !bytes.Equal(m.definition, definitionOf(definition)) {
		return false
	}
	b.epoch.missing[id] = m
	b.epoch.Inconsistencies = append(b.epoch.Inconsistencies, m.inconsistency)
	b.epoch.Retry = true
	return true
}

// definitionOf is a definition as JSON, null should it not encode.
func definitionOf(v any) json.RawMessage {
	raw, err := json.Marshal(v)
	if err != nil {
		return json.RawMessage("null")
	}
	return raw
}
