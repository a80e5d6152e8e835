package postgres_test

import (
	"fmt"
	"testing"

	"github.com/weftql/weft/planner"
)

func TestInsertOfMoreValuesThanAStatementTakes(t *testing.T) {
	f := openShop(t)
	const rows = 40_000
	objects := &planner.Value{Kind: planner.List}
	for i := range rows {
		object := &planner.Value{Kind: planner.Object, Members: []planner.Member{{Name: "name", Value: planner.StringValue(fmt.Sprint("n", i))}}}
		if i%2 == 0 { // uneven rows are written one by one
			object.Members = append(object.Members, planner.Member{Name: "bio", Value: planner.StringValue("x")})
		}
		objects.Items = append(objects.Items, object)
	}
	cache := planner.NewCache(f.schema(t, planner.Role{Name: "admin"}), planner.CacheOptions{})
	p, err := cache.Plan(t.Context(), &planner.Request{
		Query:     `mutation($o: [author_insert_input!]!) { insert_author(objects: $o) { affected_rows } }`,
		Variables: &planner.Value{Kind: planner.Object, Members: []planner.Member{{Name: "o", Value: objects}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := replies(t.Context(), p, []*planner.Params{as(p, "admin")})[0], `{"insert_author":{"affected_rows":40000}}`; got != want {
		t.Errorf("got %.200s, want %s", got, want)
	}
}
