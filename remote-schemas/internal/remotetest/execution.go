package remotetest

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/vektah/gqlparser/v2/ast"
)

// execution runs one operation. Fields answer in the order of the document.
type execution struct {
	schema *ast.Schema
	vars   map[string]any
}

func (e *execution) object(def *ast.Definition, value Object, set ast.SelectionSet) ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	done := map[string]bool{}
	if err := e.fields(&out, done, def, value, set); err != nil {
		return nil, err
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

func (e *execution) fields(out *bytes.Buffer, done map[string]bool, def *ast.Definition, value Object, set ast.SelectionSet) error {
	for _, selection := range set {
		var err error
		switch sel := selection.(type) {
		case *ast.Field:
			err = e.field(out, done, def, value, sel)
		case *ast.InlineFragment:
			if sel.TypeCondition == "" || e.applies(sel.TypeCondition, def) {
				err = e.fields(out, done, def, value, sel.SelectionSet)
			}
		case *ast.FragmentSpread:
			if e.applies(sel.Definition.TypeCondition, def) {
				err = e.fields(out, done, def, value, sel.Definition.SelectionSet)
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (e *execution) applies(condition string, def *ast.Definition) bool {
	if condition == def.Name {
		return true
	}
	for _, possible := range e.schema.PossibleTypes[condition] {
		if possible.Name == def.Name {
			return true
		}
	}
	return false
}

func (e *execution) field(out *bytes.Buffer, done map[string]bool, def *ast.Definition, value Object, sel *ast.Field) error {
	if done[sel.Alias] {
		return nil
	}
	if len(done) > 0 {
		out.WriteByte(',')
	}
	done[sel.Alias] = true
	fmt.Fprintf(out, "%q:", sel.Alias)
	if sel.Name == "__typename" {
		fmt.Fprintf(out, "%q", def.Name)
		return nil
	}
	field := value[sel.Name]
	if resolve, ok := field.(Resolver); ok {
		var err error
		if field, err = resolve(sel.ArgumentMap(e.vars)); err != nil {
			return err
		}
	}
	return e.value(out, sel, field)
}

func (e *execution) value(out *bytes.Buffer, sel *ast.Field, value any) error {
	switch v := value.(type) {
	case []any:
		out.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := e.value(out, sel, item); err != nil {
				return err
			}
		}
		out.WriteByte(']')
		return nil
	case Object:
		name := sel.Definition.Type.Name()
		if concrete, ok := v["__typename"].(string); ok {
			name = concrete
		}
		text, err := e.object(e.schema.Types[name], v, sel.SelectionSet)
		out.Write(text)
		return err
	}
	text, err := json.Marshal(value)
	out.Write(text)
	return err
}
