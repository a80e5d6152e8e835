package planner

// checkSubscription applies the rules of contract/subscriptions.md 6 that need no knowledge
// of sources; several is set by the hidden directive `@_multiple_top_level_fields`.
func checkSubscription(fields []*Selection, several bool) *Fault {
	for _, f := range fields {
		if f.Field == Typename {
			return Faultf(CodeNotSupported, nil, "Introspection at root field level is not supported over subscriptions")
		}
	}
	if several {
		return nil
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

func withoutTypename(fields []*Selection) []*Selection {
	var kept []*Selection
	for _, f := range fields {
		if f.Field != Typename {
			kept = append(kept, f)
		}
	}
	return kept
}
