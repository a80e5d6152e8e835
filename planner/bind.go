package planner

import "github.com/vektah/gqlparser/v2/ast"

// Bind checks a request against a schema and returns the tree of selections to plan, or the
// one error of the contract, a *Fault (contract/postgres-graphql.md 8.4, 8.5, 9.2, 9.3).
//
// Errors come in this order: the choice of the operation, fragments, variables, the
// selection set from the root down (at each level directives, then fields that cannot be
// merged, then field by field), the operation's own directives, rules of subscriptions.
//
// The document is not changed and may be bound concurrently. The operation borrows from
// the document and the request.
func Bind(doc *ast.QueryDocument, schema *Schema, req *Request) (*Operation, error) {
	op, fault := bind(doc, schema, req)
	if fault != nil {
		return nil, fault
	}
	return op, nil
}

func bind(doc *ast.QueryDocument, schema *Schema, req *Request) (*Operation, *Fault) {
	def, fault := chooseOperation(doc, req.OperationName)
	if fault != nil {
		return nil, fault
	}
	survey, fault := newSurvey(doc)
	if fault != nil {
		return nil, fault
	}
	if fault := survey.operation(def); fault != nil {
		return nil, fault
	}
	root := schema.root(def.Operation)
	if root == nil {
		return nil, Invalid(nil, "no %ss exist", def.Operation)
	}
	rec, fault := newRecorder(schema, def, survey.names, req)
	if fault != nil {
		return nil, fault
	}
	b := &binder{op: def.Operation, schema: schema, rec: rec, fragments: survey.fragments, left: maxSelections}
	return b.operation(def, root.typ)
}

// newRecorder resolves the variables of an operation.
func newRecorder(schema *Schema, def *ast.OperationDefinition, used []string, req *Request) (*recorder, *Fault) {
	rec := &recorder{bindings: bindings{schema: schema, vars: defineVariables(def.VariableDefinitions)}}
	var fault *Fault
	if rec.supplied, fault = rec.vars.supply(nil, req.Variables, schema.opts); fault != nil {
		return nil, fault
	}
	if fault := rec.vars.repeated(); fault != nil {
		return nil, fault
	}
	if fault := rec.vars.use(used); fault != nil {
		return nil, fault
	}
	return rec, rec.vars.unexpected(req.Variables)
}

// binder binds one operation.
type binder struct {
	op        ast.Operation
	schema    *Schema
	rec       *recorder
	fragments map[string]*ast.FragmentDefinition
	scopes    []*scope // one per member met so far
	depth     int
	nesting   nesting
	left      int // how many selections may still be met, see maxSelections
}

func (b *binder) operation(def *ast.OperationDefinition, root *Type) (*Operation, *Fault) {
	own := b.scope(b.schema.own)
	level := level{parent: root, scope: own, root: true, at: (*Path)(nil).Key("selectionSet")}
	fields, fault := b.selections(&level, []ast.SelectionSet{def.SelectionSet})
	if fault != nil {
		return nil, fault
	}
	op := &Operation{Op: def.Operation, Name: def.Name, Root: root, Fields: fields, rec: b.rec}
	found, fault := own.directives(def.Directives, operationLocation(def.Operation), nil, cachedDirective, multipleFieldsDirective)
	if fault != nil {
		return nil, fault
	}
	op.Cached = cachedHint(found)
	if op.Op == ast.Subscription {
		several := len(found) > 0
		if fault := checkSubscription(fields, several); fault != nil {
			return nil, fault
		}
	}
	return op, nil
}

func operationLocation(op ast.Operation) ast.DirectiveLocation {
	switch op {
	case ast.Mutation:
		return ast.LocationMutation
	case ast.Subscription:
		return ast.LocationSubscription
	default:
		return ast.LocationQuery
	}
}

// scope returns the scope of a member, the same one each time.
func (b *binder) scope(m *member) *scope {
	for _, s := range b.scopes {
		if s.member == m {
			return s
		}
	}
	s := &scope{rec: b.rec, member: m}
	b.scopes = append(b.scopes, s)
	return s
}

// spend counts n selections against the limit.
func (b *binder) spend(n int) *Fault {
	if b.left -= n; b.left < 0 {
		return Invalid(nil, "the query is too large: more than %d selections after expanding fragments", maxSelections)
	}
	return nil
}
