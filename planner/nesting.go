package planner

const (
	// maxWeight bounds the weight of the answer to one call: see [Answer]. It is far above
	// what clients send, under permissions with many conditions, too: some 10,000 lists inside
	// one object, or 2,000 inside 20.
	maxWeight = 1_000_000
	// maxPlanWeight bounds the weights of all calls of a plan. Calls do not run all at once,
	// nor all on one server.
	maxPlanWeight = 4_000_000
)

func tooHeavy(limit int) *Fault {
	return Invalid(nil, "the query is too large: its databases would need more than %d MB to plan it, by estimate", limit/1000)
}

// nesting counts what is selected inside objects once for each object around it: a database
// plans a nested object anew at each level above it. With PostgreSQL 15, compilation of
// statements off, a nested object costs some 25 us and 18 KB of planning per level, any other
// field a twentieth of that; the limits are half a second and 400 MB. Fragments reach them
// with a short document: twelve levels of two relationships are 8,000 objects.
type nesting struct{ objects, fields int }

const (
	// maxNestedObjects admits 1,000 objects inside 20 others, or 5,000 inside four.
	maxNestedObjects = 20_000
	// maxNestedFields is the same work in fields that are no objects.
	maxNestedFields = 400_000
)

// object counts one object inside as many others.
func (n *nesting) object(inside int) *Fault {
	if n.objects += inside; n.objects > maxNestedObjects {
		return tooNested("objects", maxNestedObjects)
	}
	return nil
}

// leaf counts one other field inside as many objects.
func (n *nesting) leaf(inside int) *Fault {
	if n.fields += inside; n.fields > maxNestedFields {
		return tooNested("fields", maxNestedFields)
	}
	return nil
}

func tooNested(what string, limit int) *Fault {
	return Invalid(nil, "the query is too large: more than %d %s inside objects, each counted once for each object around it", limit, what)
}
