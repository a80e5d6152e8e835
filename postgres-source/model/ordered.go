package model

import (
	"cmp"
	"encoding/json"
	"slices"

	"github.com/weftql/weft/planner"
)

// ordered returns the condition with its terms and the members of its constants in one
// order: metadata may name the members of an object in any. The given condition, which roles
// share, stays as it is.
func ordered(e BoolExp) BoolExp {
	switch e := e.(type) {
	case *And:
		return &And{Terms: orderedTerms(e.Terms)}
	case *Or:
		return &Or{Terms: orderedTerms(e.Terms)}
	case *Not:
		return &Not{Term: ordered(e.Term)}
	case *Compare:
		return &Compare{Left: e.Left, Op: e.Op, NullSafe: e.NullSafe, Right: orderedOperand(e.Right)}
	case *Related:
		return &Related{Relationship: e.Relationship, Where: ordered(e.Where)}
	case *Exists:
		return &Exists{Table: e.Table, Where: ordered(e.Where)}
	case *RelatedByFunction:
		return &RelatedByFunction{Field: e.Field, Where: ordered(e.Where)}
	case *RelatedElsewhere:
		return &RelatedElsewhere{Relationship: e.Relationship, Column: e.Column, Op: e.Op, Right: orderedOperand(e.Right)}
	}
	return e
}

func orderedTerms(terms []BoolExp) []BoolExp {
	out := make([]BoolExp, len(terms))
	for i, t := range terms {
		out[i] = ordered(t)
	}
	slices.SortFunc(out, func(a, b BoolExp) int { return cmp.Compare(Text(a), Text(b)) })
	return out
}

func orderedPresets(presets []Preset) []Preset {
	out := slices.Clone(presets)
	for i := range out {
		out[i].Value = orderedOperand(out[i].Value)
	}
	return out
}

func orderedOperand(o Operand) Operand {
	if o.Literal != nil {
		o.Literal = orderedValue(o.Literal)
	}
	o.Members = slices.Clone(o.Members)
	for i := range o.Members {
		o.Members[i].Value = orderedOperand(o.Members[i].Value)
	}
	return o
}

// orderedValue returns the value with the members of its objects in the order of their names.
func orderedValue(v *planner.Value) *planner.Value {
	out := &planner.Value{Kind: v.Kind, Text: v.Text}
	for _, item := range v.Items {
		out.Items = append(out.Items, orderedValue(item))
	}
	for _, m := range v.Members {
		out.Members = append(out.Members, planner.Member{Name: m.Name, Value: orderedValue(m.Value)})
	}
	slices.SortFunc(out.Members, func(a, b planner.Member) int { return cmp.Compare(a.Name, b.Name) })
	return out
}

// orderedJSON is the JSON with the members of its objects in the order of their names.
func orderedJSON(text json.RawMessage) string {
	v, err := planner.ParseValue(text)
	if err != nil {
		return string(text)
	}
	return string(orderedValue(v).AppendJSON(nil))
}
