package rehearsal

import (
	"fmt"
	"slices"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/planner/schemadiff"
)

// savedOperations lists the operations of query collections that would not work as before:
// because the metadata does not have them any more, or because the schema of some role
// breaks them.
func savedOperations(before, after *metadata.Document, views []*view) (list []Operation) {
	for i := range before.QueryCollections {
		c := &before.QueryCollections[i]
		for _, q := range c.Definition.Queries {
			op := Operation{Collection: c.Name, Query: q.Name, AllowListed: listed(before, c.Name)}
			op.compareDocuments(before, after)
			if text, ok := queryIn(after, c.Name, q.Name); ok && text == q.Query {
				op.compareSchemas(text, views)
			}
			if len(op.Lost) > 0 || len(op.Broken) > 0 {
				list = append(list, op)
			}
		}
	}
	return list
}

func queryIn(doc *metadata.Document, collection, name string) (string, bool) {
	i := slices.IndexFunc(doc.QueryCollections, func(c metadata.QueryCollection) bool { return c.Name == collection })
	if i < 0 {
		return "", false
	}
	return doc.QueryCollections[i].Query(name)
}

func listed(doc *metadata.Document, collection string) bool {
	return slices.ContainsFunc(doc.Allowlist, func(e metadata.AllowlistEntry) bool { return e.Collection == collection })
}

// compareDocuments finds what of an operation the new document does not have.
func (op *Operation) compareDocuments(before, after *metadata.Document) {
	if _, ok := queryIn(after, op.Collection, op.Query); !ok {
		op.Lost = append(op.Lost, "the operation")
	}
	if op.AllowListed && !listed(after, op.Collection) {
		op.Lost = append(op.Lost, "its place on the allow list")
	}
	for i := range before.RestEndpoints {
		e := &before.RestEndpoints[i]
		if e.Definition.Query != (metadata.EndpointQuery{Collection: op.Collection, Query: op.Query}) {
			continue
		}
		op.Endpoints = append(op.Endpoints, e.Name)
		for _, method := range e.Methods {
			if !served(after, e.URL, method) {
				op.Lost = append(op.Lost, "REST endpoint "+method+" "+e.URL)
			}
		}
	}
}

// served tells whether a document has an endpoint at an address.
func served(doc *metadata.Document, url, method string) bool {
	return slices.ContainsFunc(doc.RestEndpoints, func(e metadata.RestEndpoint) bool {
		return e.URL == url && slices.Contains(e.Methods, method)
	})
}

// addBroken notes that the operation breaks for roles; those for whom it does alike are
// told together.
func (op *Operation) addBroken(roles []string, breaks []schemadiff.Break) {
	same := func(b BrokenFor) bool { return fmt.Sprint(b.Breaks) == fmt.Sprint(breaks) }
	if i := slices.IndexFunc(op.Broken, same); i >= 0 {
		op.Broken[i].Roles = append(op.Broken[i].Roles, roles...)
		return
	}
	op.Broken = append(op.Broken, BrokenFor{Roles: slices.Clone(roles), Breaks: breaks})
}

// compareSchemas finds the roles that could run the operation and cannot any more.
func (op *Operation) compareSchemas(text string, views []*view) {
	for _, v := range views {
		if len(v.changes) == 0 || v.relay {
			continue // nobody can run it at the Relay endpoint
		}
		uses, ok := schemadiff.UsesOf(v.before, text)
		if !ok {
			continue // it is not for these roles
		}
		if breaks := uses.BrokenBy(v.changes); len(breaks) > 0 {
			op.addBroken(v.roles, breaks)
		}
	}
}
