package legacy

import (
	"strings"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/model"
)

// orderBody is a decoded term of order_by.
type orderBody struct {
	column string // with dots
	desc   bool
	nulls  string // first, last or ""
}

// decodeOrder reads one term or a list of them.
func decodeOrder(o object, v *planner.Value, path *planner.Path) []orderBody {
	if v.Kind != planner.List {
		return []orderBody{decodeTerm(o, v, path)}
	}
	var terms []orderBody
	for i, item := range v.Items {
		terms = append(terms, decodeTerm(o, item, path.Index(i)))
	}
	return terms
}

func decodeTerm(o object, v *planner.Value, path *planner.Path) orderBody {
	if v.Kind == planner.String {
		column, desc := strings.CutPrefix(v.Text, "-")
		if !desc {
			column = strings.TrimPrefix(column, "+")
		}
		return orderBody{column: column, desc: desc}
	}
	t := open(v, path, o.fault)
	term := orderBody{column: t.asText(t.need("column"), t.at("column")), nulls: t.text("nulls")}
	switch direction := t.text("type"); direction {
	case "desc":
		term.desc = true
	case "", "asc":
	default:
		o.fail(t.at("type"), "expecting asc or desc, but encountered %q", direction)
	}
	if term.nulls != "" && term.nulls != "first" && term.nulls != "last" {
		o.fail(t.at("nulls"), "expecting first or last, but encountered %q", term.nulls)
	}
	return term
}

func (r *resolver) order(terms []orderBody, t *model.Table, path *planner.Path) ([]Order, error) {
	var out []Order
	for i, b := range terms {
		o, err := r.term(b, t, path.Index(i))
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

func (r *resolver) term(b orderBody, t *model.Table, path *planner.Path) (Order, error) {
	o := Order{Desc: b.desc, NullsFirst: b.desc}
	if b.nulls != "" {
		o.NullsFirst = b.nulls == "first"
	}
	steps := strings.Split(b.column, ".")
	last := len(steps) - 1
	for _, name := range steps[:last] {
		rel, err := chained(t, name, path)
		if err != nil {
			return o, err
		}
		if _, err := r.related(rel, path); err != nil {
			return o, err
		}
		o.Over, t = append(o.Over, rel), rel.Target
	}
	p, err := r.selectPermission(t, path, "")
	if err != nil {
		return o, err
	}
	name := steps[last]
	if t.Relationship(name) != nil {
		return o, planner.Faultf(planner.CodeUnexpectedPayload, path, "%q is a relationship and should be expanded", name)
	}
	if t.Column(name) == nil {
		return o, planner.Faultf(planner.CodeNotExists, path, "%q does not exist", name)
	}
	if o.Column, err = r.readable(t, p, name, path); err != nil {
		return o, err
	}
	if plain := o.Column.Type().Plain().Name.Name; plain == "geometry" || plain == "geography" {
		return o, planner.Faultf(planner.CodeUnexpectedPayload, path, "%q has type 'geometry' and cannot be used in order_by", name)
	}
	return o, nil
}

// chained returns the object relationship that a path goes on over.
func chained(t *model.Table, name string, path *planner.Path) (*model.Relationship, error) {
	switch rel := t.Relationship(name); {
	case rel == nil && t.Column(name) != nil:
		return nil, planner.Faultf(planner.CodeUnexpectedPayload, path, "%q is a Postgres column and cannot be chained further", name)
	case rel == nil:
		return nil, planner.Faultf(planner.CodeNotExists, path, "%q does not exist", name)
	case rel.Array:
		return nil, planner.Faultf(planner.CodeUnexpectedPayload, path, "%q is an array relationship and can't be used in 'order_by'", name)
	default:
		return rel, nil
	}
}
