package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// collectionOperations edit query collections
// (contract/metadata-and-migrations.md 6.3, contract/auth-and-server.md 9).
var collectionOperations = []Operation{
	{"create_query_collection", decodeCreateCollection},
	{"rename_query_collection", decodeRenameCollection},
	{"drop_query_collection", decodeDropCollection},
	{"add_query_to_collection", decodeAddQuery},
	{"drop_query_from_collection", decodeDropQuery},
}

func queryObject(query, collection string) string {
	return "query_collections " + query + " in " + collection
}

func (d *Draft) collectionIndex(name string) int {
	return slices.IndexFunc(d.doc.QueryCollections, func(c metadata.QueryCollection) bool { return c.Name == name })
}

func (d *Draft) collection(name string) (int, error) {
	i := d.collectionIndex(name)
	if i < 0 {
		return 0, fault(planner.CodeNotExists, "query collection with name %q does not exist", name)
	}
	return i, nil
}

func collectionTaken(name string) error {
	return fault(planner.CodeAlreadyExists, "query collection with name %q already exists", name)
}

func decodeCreateCollection(args json.RawMessage, path *planner.Path) (Edit, error) {
	c, err := metadata.DecodeQueryCollection(args, path)
	if err != nil {
		return nil, err
	}
	return func(d *Draft) (Outcome, error) {
		if d.collectionIndex(c.Name) >= 0 {
			return Outcome{}, collectionTaken(c.Name)
		}
		d.doc.QueryCollections = append(d.doc.QueryCollections, c)
		out := Outcome{}
		for _, q := range c.Definition.Queries {
			out.Objects = append(out.Objects, queryObject(q.Name, c.Name))
		}
		return out, nil
	}, nil
}

// decodeRenameCollection carries the new name to the allow list and the endpoints.
func decodeRenameCollection(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name, fresh := o.Name("name"), o.Name("new_name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		i, err := d.collection(name)
		switch {
		case err != nil:
			return Outcome{}, err
		case d.collectionIndex(fresh) >= 0:
			return Outcome{}, collectionTaken(fresh)
		}
		d.doc.QueryCollections[i].Name = fresh
		if i := d.listedIndex(name); i >= 0 {
			d.doc.Allowlist[i].Collection = fresh
		}
		for i := range d.doc.RestEndpoints {
			if q := &d.doc.RestEndpoints[i].Definition.Query; q.Collection == name {
				q.Collection = fresh
			}
		}
		return stored()
	})
}

func decodeDropCollection(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name, cascade := o.Name("collection"), o.Flag("cascade", false)
	return decoded(o, func(d *Draft) (Outcome, error) {
		i, err := d.collection(name)
		if err != nil {
			return Outcome{}, err
		}
		listed := d.listedIndex(name)
		if listed >= 0 && !cascade {
			return Outcome{}, fault(CodeDependencyError, "query collection with name %q is present in the allowlist; cannot proceed to drop. "+
				"please use cascade to confirm you wish to drop it from the allowlist as well", name)
		}
		if listed >= 0 {
			d.doc.Allowlist = slices.Delete(d.doc.Allowlist, listed, listed+1)
		}
		d.doc.QueryCollections = slices.Delete(d.doc.QueryCollections, i, i+1)
		return removed()
	})
}

func decodeAddQuery(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name := o.Name("collection_name")
	q := metadata.ListedQuery{Name: o.Name("query_name"), Query: o.Text("query")}
	if o.Err() == nil {
		o.Refuse(o.At("query"), metadata.CheckDocument(q.Query))
	}
	return decoded(o, func(d *Draft) (Outcome, error) {
		i, err := d.collection(name)
		if err != nil {
			return Outcome{}, err
		}
		c := &d.doc.QueryCollections[i]
		if _, taken := c.Query(q.Name); taken {
			return Outcome{}, fault(planner.CodeAlreadyExists, "query with name %q already exists in collection %q", q.Name, name)
		}
		c.Definition.Queries = append(slices.Clip(c.Definition.Queries), q)
		return altered(queryObject(q.Name, name))
	})
}

func decodeDropQuery(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name, query := o.Name("collection_name"), o.Name("query_name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		i, err := d.collection(name)
		if err != nil {
			return Outcome{}, err
		}
		if !d.removeQuery(i, query) {
			return Outcome{}, fault(planner.CodeNotFound, "query with name %q not found in collection %q", query, name)
		}
		return removed()
	})
}

// removeQuery tells whether the collection had the query.
func (d *Draft) removeQuery(collection int, query string) bool {
	c := &d.doc.QueryCollections[collection]
	if _, ok := c.Query(query); !ok {
		return false
	}
	c.Definition.Queries = slices.DeleteFunc(slices.Clone(c.Definition.Queries), func(q metadata.ListedQuery) bool { return q.Name == query })
	return true
}
