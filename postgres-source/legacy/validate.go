package legacy

import (
	"encoding/json"
	"strings"

	"github.com/weftql/weft/planner"
)

// Validation is what a permission's validate_input is to be asked before an operation runs.
// The contract has questions of GraphQL mutations only (contract/postgres-graphql.md 6.9);
// they are asked of these operations in the same form, so that no write goes round them.
type Validation struct {
	// Definition is the metadata's `validate_input`.
	Definition json.RawMessage
	// Input is the JSON array that is `data.input` of the question: the objects of an insert,
	// else the arguments in a list, with the names that GraphQL has for the operators.
	Input []byte
}

// validation makes the question about input; nil when the permission has none to ask.
func validation(definition json.RawMessage, input ...*planner.Value) *Validation {
	if definition == nil {
		return nil
	}
	list := &planner.Value{Kind: planner.List, Items: input}
	return &Validation{Definition: definition, Input: list.AppendJSON(nil)}
}

// input are the arguments of an update as GraphQL would have them.
func (b *updateBody) input(where *planner.Value) *planner.Value {
	v := &planner.Value{Kind: planner.Object, Members: []planner.Member{{Name: "where", Value: where}}}
	for _, op := range b.set {
		if len(op.columns) > 0 {
			v.Members = append(v.Members, planner.Member{Name: strings.Replace(op.key, "$", "_", 1), Value: op.value()})
		}
	}
	return v
}

// value is the operator's argument.
func (op operatorBody) value() *planner.Value {
	if op.op != ToDefault {
		return &planner.Value{Kind: planner.Object, Members: op.columns}
	}
	names := &planner.Value{Kind: planner.List}
	for _, m := range op.columns {
		names.Items = append(names.Items, &planner.Value{Kind: planner.String, Text: m.Name})
	}
	return names
}

// ValidationOf returns what has to be asked before op runs, nil when that is nothing.
func ValidationOf(op Operation) *Validation {
	switch op := op.(type) {
	case *Insert:
		return op.Validation
	case *Update:
		return op.Validation
	case *Delete:
		return op.Validation
	}
	return nil
}
