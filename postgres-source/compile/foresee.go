package compile

import "github.com/weftql/weft/postgres-source/model"

// foresee asks everything that the statements of an insert may have to know: they are made
// in every run, when it is too late to ask. Any table can be met that a relationship leads
// to, directly or not, in a nested insert or in the condition of an upsert. An answer that
// no statement uses fails nothing.
func (c *compiler) foresee(t *model.Table) {
	seen := map[*model.Table]bool{}
	var visit func(t *model.Table)
	visit = func(t *model.Table) {
		if t == nil || seen[t] {
			return
		}
		seen[t] = true
		for _, b := range conditionsOf(c.target.permissions(t)) {
			model.EachElsewhere(b, func(e *model.RelatedElsewhere) { c.questions.index(e) })
		}
		for _, r := range t.Relationships {
			visit(r.Target)
		}
		for _, f := range t.ComputedFields {
			visit(f.Returns)
		}
	}
	visit(t)
}

// conditionsOf are all conditions in a role's permissions on a table; p may be nil.
func conditionsOf(p *model.Permissions) []model.BoolExp {
	if p == nil {
		return nil
	}
	var all []model.BoolExp
	if p.Select != nil {
		all = append(all, p.Select.Filter)
		for i := range p.Select.Columns {
			all = append(all, p.Select.Columns[i].When)
		}
		for i := range p.Select.ComputedFields {
			all = append(all, p.Select.ComputedFields[i].When)
		}
	}
	if p.Insert != nil {
		all = append(all, p.Insert.Check)
	}
	if p.Update != nil {
		all = append(all, p.Update.Filter, p.Update.Check)
	}
	return all
}
