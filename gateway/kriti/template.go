package kriti

import "github.com/weftql/weft/planner"

// Template is a parsed template. It is immutable and safe for concurrent use.
type Template struct {
	src  string
	root node
}

// maxSource bounds a template's text.
const maxSource = 1 << 20

// Parse reads a template. The error is an [*Error].
func Parse(src string) (*Template, error) {
	return parse(src, (*parser).document)
}

// ParseText reads a template that is the inside of a string: text in which `{{ }}` stands for
// values (contract/events-actions-rest.md 6.3).
func ParseText(src string) (*Template, error) {
	return parse(src, (*parser).unquoted)
}

func parse(src string, read func(*parser) (node, error)) (*Template, error) {
	p := &parser{src: src}
	if len(src) > maxSource {
		return nil, p.fail(span{}, "the template is too long")
	}
	root, err := read(p)
	if err != nil {
		return nil, err
	}
	return &Template{src: src, root: root}, nil
}

// Vars are what a template is evaluated over.
type Vars struct {
	// Names holds the variables, with their `$`.
	Names map[string]*planner.Value
	// Session answers getSessionVariable, by lower-case name; nil: there is no such
	// function.
	Session map[string]string
}

// Eval evaluates the template. The value may share parts with the variables. The error is
// an [*Error].
func (t *Template) Eval(vars Vars) (*planner.Value, error) {
	return t.root.eval(&run{src: t.src, session: vars.Session, names: vars.Names}, nil)
}

// node is a piece of a template. s holds the names that ranges give.
type node interface {
	eval(r *run, s *scope) (*planner.Value, error)
	at() span
}

func (s span) at() span { return s }

// scope is a name that a range gives, and those around it.
type scope struct {
	name  string
	value *planner.Value
	outer *scope
}

// run is one evaluation.
type run struct {
	src     string
	names   map[string]*planner.Value
	session map[string]string
	steps   int
	bytes   int
}

// Limits of one evaluation. What a template makes in memory is bounded by them; what it
// shares with its variables costs nothing.
const (
	maxSteps = 1 << 20
	maxBytes = 16 << 20 // of text
)

// step counts the evaluation of a node.
func (r *run) step(n node) error {
	if r.steps++; r.steps > maxSteps {
		return r.fail(n, FunctionError, "the template takes too many steps")
	}
	return nil
}

// charge counts work that grows with a value as steps; the next one tells.
func (r *run) charge(v *planner.Value) {
	r.steps += (len(v.Text) + len(v.Items) + len(v.Members)) / 32
}

// text makes a string of the run.
func (r *run) text(n node, s string) (*planner.Value, error) {
	if r.bytes += len(s); r.bytes > maxBytes {
		return nil, r.fail(n, FunctionError, "the template makes too much text")
	}
	return planner.StringValue(s), nil
}

func (r *run) fail(n node, code, message string) error {
	return &Error{Code: code, Message: message, Position: n.at().position(r.src)}
}
