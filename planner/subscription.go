package planner

import "github.com/vektah/gqlparser/v2/ast"

// checkSubscription applies the rules of contract/subscriptions.md 6 that need no knowledge
// of sources; several is set by the hidden directive `@_multiple_top_level_fields`.
func checkSubscription(fields []*Selection, several bool) *Fault {
	for _, f := range fields {
		if f.Field == Typename {
			return Faultf(CodeNotSupported, nil, "Introspection at root field level is not supported over subscriptions")
		}
	}
	if several {
		return checkStreams(fields)
	}
	// A namespace counts as the single field; the names of types inside it are filled in by
	// the planner and do not count.
	for len(fields) == 1 && fields[0].Field.Namespace {
		fields = withoutTypename(fields[0].Fields)
	}
	if len(fields) != 1 {
		return Invalid(nil, "subscriptions must select one top level field")
	}
	return nil
}

// checkStreams refuses streams beside other fields: a plan moves one cursor.
func checkStreams(fields []*Selection) *Fault {
	streams, others := countStreams(fields)
	switch {
	case streams > 0 && others > 0:
		return Faultf(CodeNotSupported, nil, "streaming and livequery subscriptions cannot be executed in the same subscription")
	case streams > 1:
		return Faultf(CodeNotSupported, nil, "exactly one root field is allowed for streaming subscriptions")
	}
	return nil
}

// countStreams counts the fields that are streams and those that are not.
func countStreams(fields []*Selection) (streams, others int) {
	for _, f := range withoutTypename(fields) {
		switch {
		case f.Field.Namespace:
			s, o := countStreams(f.Fields)
			streams, others = streams+s, others+o
		case f.Field.Stream:
			streams++
		default:
			others++
		}
	}
	return streams, others
}

// oneSource refuses a subscription whose fields are of several sources
// (contract/subscriptions.md 6). An asynchronous action whose output leads to tables counts
// as a field of theirs.
func (c *compiler) oneSource() error {
	if c.op.Op != ast.Subscription {
		return nil
	}
	var first *Call
	for _, call := range c.plan.Roots {
		switch {
		case call.Source.Kind == ActionsSource && len(call.Joins) > 0:
		case first == nil:
			first = call
		case call.Source == first.Source:
		case call.Source.Kind == ActionsSource || first.Source.Kind == ActionsSource:
			return Faultf(CodeNotSupported, nil, "async action queries with no relationships aren't expected to mix with normal source database queries")
		default:
			return Faultf(CodeNotSupported, nil, "all fields of a subscription must be from the same source")
		}
	}
	return nil
}

func withoutTypename(fields []*Selection) []*Selection {
	var kept []*Selection
	for _, f := range fields {
		if f.Field != Typename {
			kept = append(kept, f)
		}
	}
	return kept
}
