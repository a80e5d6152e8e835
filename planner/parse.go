package planner

import (
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/parser"
)

// Parse reads the text of a document. The document is not validated: [Bind] does that. The
// error is a *Fault at `$.query` (contract/postgres-graphql.md 8.4). The document may be
// bound by any number of goroutines at once.
func Parse(query string) (*ast.QueryDocument, error) {
	if fault := checkSize(query); fault != nil {
		return nil, fault
	}
	text, ok := joinSurrogates(query)
	if !ok {
		return nil, notValid(nil)
	}
	doc, err := parser.ParseQuery(&ast.Source{Input: text})
	if err != nil || !executable(doc) {
		return nil, notValid(err)
	}
	return doc, nil
}

func notValid(cause error) *Fault {
	fault := Invalid(queryPath, "not a valid graphql query")
	fault.Cause = cause
	return fault
}

// executable tells whether the document has what the grammar asks for beyond what the
// parser checks: at least one definition, and no variables of fragments.
func executable(doc *ast.QueryDocument) bool {
	for _, f := range doc.Fragments {
		if len(f.VariableDefinition) > 0 {
			return false
		}
	}
	return len(doc.Operations)+len(doc.Fragments) > 0
}
