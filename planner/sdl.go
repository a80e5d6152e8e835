package planner

import (
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// SDLOptions change what [AppendSDL] prints. The zero value prints the schema as it is.
type SDLOptions struct {
	// Skip leaves fields out, and types that can only be reached through them.
	Skip func(typeName, field string) bool
	// Directives returns what is printed behind the name of a type, `@key(fields: "id")`
	// for instance; "" for nothing.
	Directives func(t *Type) string
}

// AppendSDL appends the schema in GraphQL's own language: the types reachable from the
// roots, sorted by name, each with its description. Built-in scalars, introspection types
// and directives are not printed (contract/postgres-graphql.md 5.9).
func AppendSDL(dst []byte, s *Schema, opts SDLOptions) []byte {
	p := sdlPrinter{dst: dst, opts: opts}
	p.roots(s)
	for _, name := range newReach(s, opts.Skip).names() {
		if builtinType(name) == nil {
			p.typ(s.Type(name))
		}
	}
	return p.dst
}

type sdlPrinter struct {
	dst  []byte
	opts SDLOptions
}

func (p *sdlPrinter) add(texts ...string) {
	for _, t := range texts {
		p.dst = append(p.dst, t...)
	}
}

func (p *sdlPrinter) roots(s *Schema) {
	p.add("schema {\n")
	for _, op := range operations {
		if t := s.Root(op); t != nil {
			p.add("  ", string(op), ": ", t.Name, "\n")
		}
	}
	p.add("}\n")
}

func (p *sdlPrinter) typ(t *Type) {
	p.add("\n")
	p.description("", t.Description)
	p.add(sdlKeyword(t.Kind), " ", t.Name)
	if len(t.Interfaces) > 0 {
		p.add(" implements ", strings.Join(slices.Sorted(slices.Values(t.Interfaces)), " & "))
	}
	if p.opts.Directives != nil {
		if d := p.opts.Directives(t); d != "" {
			p.add(" ", d)
		}
	}
	switch t.Kind {
	case ast.Union:
		p.add(" = ", strings.Join(slices.Sorted(slices.Values(t.Possible)), " | "))
	case ast.Scalar:
	default:
		p.add(" {\n")
		p.members(t)
		p.add("}")
	}
	p.add("\n")
}

func sdlKeyword(k ast.DefinitionKind) string {
	switch k {
	case ast.Object:
		return "type"
	case ast.InputObject:
		return "input"
	default:
		return strings.ToLower(string(k))
	}
}

func (p *sdlPrinter) members(t *Type) {
	for _, f := range t.Fields {
		if p.opts.Skip == nil || !p.opts.Skip(t.Name, f.Name) {
			p.field(f)
		}
	}
	for _, in := range t.Inputs {
		p.description("  ", in.Description)
		p.add("  ")
		p.input(in)
		p.add("\n")
	}
	for _, v := range t.Values {
		p.description("  ", v.Description)
		p.add("  ", v.Name, "\n")
	}
}

func (p *sdlPrinter) field(f *Field) {
	p.description("  ", f.Description)
	p.add("  ", f.Name)
	if slices.ContainsFunc(f.Args, func(in *InputValue) bool { return in.Description != "" }) {
		p.add("(\n")
		for _, in := range f.Args {
			p.description("    ", in.Description)
			p.add("    ")
			p.input(in)
			p.add("\n")
		}
		p.add("  )")
	} else if len(f.Args) > 0 {
		p.add("(")
		for i, in := range f.Args {
			if i > 0 {
				p.add(", ")
			}
			p.input(in)
		}
		p.add(")")
	}
	p.add(": ", f.Type.String(), "\n")
}

func (p *sdlPrinter) input(in *InputValue) {
	p.add(in.Name, ": ", in.Type.String())
	if in.Default != nil {
		p.add(" = ")
		p.dst = in.Default.AppendLiteral(p.dst)
	}
}

// description prints a text as a block string when that keeps every character, else as a
// quoted one.
func (p *sdlPrinter) description(indent, text string) {
	switch {
	case text == "":
		return
	case !plainText(text):
		p.add(indent)
		p.dst = AppendJSONString(p.dst, text)
		p.add("\n")
		return
	case !strings.Contains(text, "\n"):
		p.add(indent, `"""`, text, `"""`, "\n")
		return
	}
	p.add(indent, `"""`)
	for line := range strings.SplitSeq(text, "\n") {
		p.add("\n", indent, line)
	}
	p.add("\n", indent, `"""`, "\n")
}

// plainText tells whether a block string keeps the text: no line has blanks at its ends,
// and nothing looks like the end of the string.
func plainText(text string) bool {
	if strings.ContainsAny(text, "\r\t\\") || strings.Contains(text, `"""`) || strings.HasSuffix(text, `"`) {
		return false
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" || strings.TrimSpace(line) != line {
			return false
		}
	}
	return true
}
