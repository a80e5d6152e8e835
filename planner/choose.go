package planner

import "github.com/vektah/gqlparser/v2/ast"

// chooseOperation picks the operation that a request means
// (contract/auth-and-server.md 7.3).
func chooseOperation(doc *ast.QueryDocument, name string) (*ast.OperationDefinition, *Fault) {
	if name == "" {
		if len(doc.Operations) != 1 {
			return nil, Invalid(nil, "exactly one operation has to be present in the document when operationName is not specified")
		}
		return doc.Operations[0], nil
	}
	var found *ast.OperationDefinition
	for _, op := range doc.Operations {
		if op.Name == "" {
			return nil, Invalid(nil, "operationName cannot be used when an anonymous operation exists in the document")
		}
		if op.Name == name && found == nil {
			found = op
		}
	}
	if found == nil {
		return nil, Invalid(nil, "no such operation found in the document: %q", name)
	}
	return found, nil
}
