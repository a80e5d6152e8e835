package planner

// Costs are what things take in memory, in bytes. They are estimates that only have to grow
// with the truth.
const (
	// astCost is for each byte of a query's text: the parser's tree takes 28.
	astCost  = 28
	nodeCost = 64   // a Value, a member, an entry of a shape
	callCost = 2048 // a call with its query and link
)

func documentCost(key documentKey) int64 {
	return nodeCost + int64(len(key.operation)) + int64(len(key.query))*(1+astCost)
}

func planCost(p *Plan) int64 {
	cost := int64(len(p.Reply)) * 4 * nodeCost
	for _, call := range p.calls {
		cost += callCost + int64(call.Columns)*nodeCost + 2*int64(len(call.Query.String()))
		for _, shape := range call.Shapes {
			cost += shapeCost(shape)
		}
	}
	b := &p.bindings
	cost += int64(len(b.vars.list)+len(b.uses)+len(b.checks)) * 4 * nodeCost
	for i := range b.seen {
		cost += 2*nodeCost + valueCost(b.seen[i].saw)
	}
	for i := range b.params {
		cost += 2*nodeCost + valueCost(b.params[i].value)
	}
	return cost
}

// shapeCost counts a shape twice: it is kept as it came and as it is scanned.
func shapeCost(s *Shape) int64 {
	if s == nil {
		return 0
	}
	cost := int64(nodeCost)
	for i := range s.Entries {
		e := &s.Entries[i]
		cost += int64(4+len(e.On)+len(e.KeyFrom)+2*len(e.Names))*nodeCost + shapeCost(e.Shape)
	}
	return cost
}

func valueCost(v *Value) int64 {
	if v == nil {
		return 0
	}
	cost := nodeCost + int64(len(v.Text))
	for _, item := range v.Items {
		cost += valueCost(item)
	}
	for _, m := range v.Members {
		cost += nodeCost + int64(len(m.Name)) + valueCost(m.Value)
	}
	return cost
}
