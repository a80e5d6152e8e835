package permissiontest_test

import (
	"iter"
	"maps"
	"strings"
)

func mapKeys(m map[string]any) iter.Seq[string] { return maps.Keys(m) }

func mapNames[V any](m map[string]V) iter.Seq[string] { return maps.Keys(m) }

// condition writes a `where`: as a literal with some variables in it, or as one variable.
func (r *renderer) condition(t *table, e expr) string {
	if !r.literals && r.chance(20) {
		return r.variable(conditionValue(e), t.name+"_bool_exp!")
	}
	return r.conditionLiteral(e)
}

func (r *renderer) conditionLiteral(e expr) string {
	switch e := e.(type) {
	case allOf:
		if len(e) == 0 && r.chance(50) {
			return "{}"
		}
		return "{_and: [" + r.terms(e) + "]}"
	case anyOf:
		return "{_or: [" + r.terms(e) + "]}"
	case notOf:
		return "{_not: " + r.conditionLiteral(e.of) + "}"
	case related:
		return "{" + e.over.name + ": " + r.conditionLiteral(e.of) + "}"
	case relatedByFunction:
		return "{" + e.over.name + ": " + r.conditionLiteral(e.of) + "}"
	case compare:
		k := operandKind(e)
		right := e.op + ": "
		if e.right.isList {
			right += graphql(e.right.list)
		} else {
			right += r.scalar(e.right.constant, k, "!")
		}
		if e.left.asText {
			right = "_cast: {String: {" + right + "}}"
		}
		return "{" + e.left.name() + ": {" + right + "}}"
	case aggregated:
		return r.aggregatedLiteral(e)
	}
	panic("no condition")
}

// operandKind is the type of a single operand.
func operandKind(e compare) kind {
	switch e.op {
	case "_is_null":
		return boolean
	case "_has_key":
		return text
	}
	return e.left.kind()
}

func (r *renderer) terms(of []expr) string {
	parts := make([]string, len(of))
	for i, e := range of {
		parts[i] = r.conditionLiteral(e)
	}
	return strings.Join(parts, ", ")
}

func (r *renderer) aggregatedLiteral(e aggregated) string {
	parts := []string{"predicate: {" + e.op + ": " + r.scalar(e.right.constant, predicateKind(e.function), "!") + "}"}
	if len(e.columns) > 0 {
		parts = append(parts, "arguments: "+names(e.columns))
	}
	if e.filter != nil {
		parts = append(parts, "filter: "+r.conditionLiteral(e.filter))
	}
	return "{" + e.over.name + "_aggregate: {" + e.function + ": {" + strings.Join(parts, ", ") + "}}}"
}

// conditionValue is a condition as the value of a variable.
func conditionValue(e expr) object {
	switch e := e.(type) {
	case aggregated:
		o := object{"predicate": object{e.op: e.right.constant}}
		if len(e.columns) > 0 {
			o["arguments"] = e.columns[0].name
		}
		if e.filter != nil {
			o["filter"] = conditionValue(e.filter)
		}
		return object{e.over.name + "_aggregate": object{e.function: o}}
	case allOf:
		return object{"_and": values(e)}
	case anyOf:
		return object{"_or": values(e)}
	case notOf:
		return object{"_not": conditionValue(e.of)}
	case related:
		return object{e.over.name: conditionValue(e.of)}
	case relatedByFunction:
		return object{e.over.name: conditionValue(e.of)}
	}
	return ruleMetadata(e)
}

func values(of []expr) []object {
	list := []object{}
	for _, e := range of {
		list = append(list, conditionValue(e))
	}
	return list
}
