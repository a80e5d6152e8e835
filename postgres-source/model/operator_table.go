package model

import (
	"strings"

	"github.com/weftql/weft/postgres-source/catalog"
)

// operandForm is what stands on the right of an operator.
type operandForm uint8

const (
	formValue  operandForm = iota // a value of the left side's type
	formList                      // a list of them
	formText                      // a string
	formTexts                     // a list of strings
	formFlag                      // true or false
	formWithin                    // {distance, from}, and use_spheroid for geographies
)

// family is a set of types that share operators (contract/postgres-graphql.md 3.2).
type family uint16

const (
	familyText family = 1 << iota
	familyArray
	familyJSONB
	familyGeometry
	familyGeography
	familyLtree
	familyAny family = 1<<16 - 1
)

func familyOf(t *catalog.Type) family {
	t = t.Plain()
	if t.Elem != nil {
		return familyArray
	}
	if t.Kind != catalog.BaseType {
		return 0
	}
	switch t.Name.Name {
	case "text", "varchar", "bpchar", "citext":
		return familyText
	case "jsonb":
		return familyJSONB
	case "geometry":
		return familyGeometry
	case "geography":
		return familyGeography
	case "ltree":
		return familyLtree
	}
	return 0
}

type operatorRule struct {
	form operandForm
	on   family
}

// operatorRules are the operators of permissions: those of GraphQL without rasters'.
var operatorRules = map[Operator]operatorRule{
	Eq: {formValue, familyAny}, Neq: {formValue, familyAny}, Gt: {formValue, familyAny}, Lt: {formValue, familyAny},
	Gte: {formValue, familyAny}, Lte: {formValue, familyAny}, In: {formList, familyAny}, Nin: {formList, familyAny},
	IsNull: {formFlag, familyAny},

	Like: {formText, familyText}, Nlike: {formText, familyText}, Ilike: {formText, familyText}, Nilike: {formText, familyText},
	Similar: {formText, familyText}, Nsimilar: {formText, familyText}, Regex: {formText, familyText},
	Iregex: {formText, familyText}, Nregex: {formText, familyText}, Niregex: {formText, familyText},

	Contains:    {formValue, familyArray | familyJSONB},
	ContainedIn: {formValue, familyArray | familyJSONB},
	HasKey:      {formText, familyJSONB}, HasKeysAny: {formTexts, familyJSONB}, HasKeysAll: {formTexts, familyJSONB},

	STContains: {formValue, familyGeometry}, STCrosses: {formValue, familyGeometry}, STEquals: {formValue, familyGeometry},
	STOverlaps: {formValue, familyGeometry}, STTouches: {formValue, familyGeometry}, STWithin: {formValue, familyGeometry},
	ST3DIntersects: {formValue, familyGeometry}, STIntersects: {formValue, familyGeometry | familyGeography},
	STDWithin: {formWithin, familyGeometry | familyGeography}, ST3DDWithin: {formWithin, familyGeometry},

	Ancestor: {formValue, familyLtree}, AncestorAny: {formList, familyLtree},
	Descendant: {formValue, familyLtree}, DescendantAny: {formList, familyLtree},
	Matches: {formText, familyLtree}, MatchesAny: {formTexts, familyLtree}, MatchesFulltext: {formText, familyLtree},
}

// columnOperators compare with another column.
var columnOperators = map[Operator]Operator{
	"_ceq": Eq, "_cne": Neq, "_cneq": Neq, "_cgt": Gt, "_clt": Lt, "_cgte": Gte, "_clte": Lte,
}

// canonical resolves the spellings of an operator: `$eq` and `_ne`.
func canonical(name string) Operator {
	if rest, ok := strings.CutPrefix(name, "$"); ok {
		name = "_" + rest
	}
	if name == "_ne" {
		return Neq
	}
	return Operator(name)
}

// castTargets are the types `_cast` leads to, by the type it starts from and the key's name.
var castTargets = map[string]map[string]string{
	"jsonb":     {"String": "text", "text": "text"},
	"geometry":  {"geography": "geography"},
	"geography": {"geometry": "geometry"},
}
