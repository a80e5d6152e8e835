package remote

import (
	"slices"
	"strconv"
	"strings"

	"github.com/weftql/weft/planner"
)

// compileJoin prepares the pieces from which the document for any number of rows is put
// together: one aliased root field per row and column, what is selected below the leaf
// written once, as a fragment.
func (p *part) compileJoin(spec *planner.CallSpec) (*planner.Answer, error) {
	w := p.writer()
	q := &joinQuery{source: p.source, keys: len(spec.Link.Key)}
	answer := &planner.Answer{Query: q}
	var fragments []string
	for _, col := range spec.Columns {
		c := &joinColumn{}
		for _, step := range col.Field.Meta.(*landing).steps {
			c.path = append(c.path, step.def.Name)
		}
		q.columns = append(q.columns, c)
		w.text = nil
		answer.Shapes = append(answer.Shapes, w.below(col))
		selected := string(w.text)
		if selected != "" {
			name := "S" + strconv.Itoa(len(fragments))
			leaf := col.Field.Meta.(*landing).steps[len(c.path)-1].def.Type.Name()
			fragments = append(fragments, "fragment "+name+" on "+leaf+selected)
			selected = "{..." + name + "}"
		}
		w.steps(c, col, selected)
	}
	q.vars, q.reads = w.vars, p.source.reads(w.reads)
	q.declared = strings.TrimSuffix(strings.TrimPrefix(declarations(w.vars), "("), ")")
	q.fragments = strings.Join(fragments, "")
	q.fingerprint = p.fingerprintOf("join " + q.String() + q.templates())
	return answer, nil
}

// templates prints what the link's template fixes. It travels in variables, so that links
// which differ in it only have one document.
func (q *joinQuery) templates() string {
	var text []byte
	holes := make([][]byte, q.keys)
	for i := range holes {
		holes[i] = strconv.AppendInt([]byte{'$'}, int64(i), 10)
	}
	vars := slices.Clone(q.vars)
	for _, c := range q.columns {
		vars = append(vars, c.vars...)
	}
	for i := range vars {
		text = append(text, '\n')
		if vars[i].fixed != nil {
			text = vars[i].fixed.appendAlone(text, holes)
		}
	}
	return string(text)
}

// steps cuts the text of a column's fields, from the root field to what is selected below
// the leaf, at the places where each row has a number of its own.
func (w *writer) steps(c *joinColumn, col *planner.Selection, selected string) {
	w.text = nil
	steps := col.Field.Meta.(*landing).steps
	for i, step := range steps {
		if i > 0 {
			w.write("{")
		}
		w.write(step.def.Name)
		var given []planner.Arg
		if i == len(steps)-1 {
			given = col.Args
		}
		w.stepArgs(c, step, given)
	}
	w.write(selected, strings.Repeat("}", len(steps)-1))
	c.pieces = append(c.pieces, string(w.text))
}

// stepArgs writes a step's arguments: the template's, merged with the client's for the
// same argument, and the client's others.
func (w *writer) stepArgs(c *joinColumn, step landingStep, given []planner.Arg) {
	open := "("
	for _, fixed := range step.args {
		v := variable{arg: fixed.name, typ: fixed.typ, fixed: fixed.value}
		for _, a := range given {
			if a.Input.Name == fixed.name {
				v.client, v.param = true, a.Value.Param()
			}
		}
		w.write(open, fixed.name, ":$")
		open = ","
		if !fixed.value.perRow() {
			w.write(w.declare(v))
			continue
		}
		v.grant, v.skip = w.within(v.typ), w.skip
		if v.client {
			w.reads = append(w.reads, v.param)
		}
		c.vars = append(c.vars, v)
		c.pieces = append(c.pieces, string(w.text))
		w.text = nil
	}
	for _, a := range given {
		if step.fixes(a.Input.Name) || w.skips(a) {
			continue
		}
		w.write(open, w.arg(a))
		open = ","
	}
	open = w.presets(open, step.presets)
	if open == "," {
		w.write(")")
	}
}

// fixes tells whether the template gives the argument called name.
func (s *landingStep) fixes(name string) bool {
	for i := range s.args {
		if s.args[i].name == name {
			return true
		}
	}
	return false
}
