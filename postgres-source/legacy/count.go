package legacy

import (
	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// countBody is a decoded count.
type countBody struct {
	distinct []string
	where    *planner.Value
}

func decodeCount(o object) body {
	distinct, _ := o.texts("distinct")
	return &countBody{distinct: distinct, where: o.opt("where")}
}

func (b *countBody) resolve(r *resolver, t *model.Table) (Operation, error) {
	p, err := r.selectPermission(t, r.path, `; "count" is only allowed if the role has "select" permissions on the table`)
	if err != nil {
		return nil, err
	}
	c := &Count{Table: t}
	if c.Distinct, err = r.readableAll(t, p, b.distinct, r.path.Key("distinct")); err != nil {
		return nil, err
	}
	if b.where != nil {
		c.Where, err = r.where(t, b.where, r.path.Key("where"))
	}
	return c, err
}
