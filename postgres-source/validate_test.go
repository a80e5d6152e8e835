package postgres_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source"
)

// recorder answers every question with its fault and remembers it.
type recorder struct {
	asked []string
	fault *planner.Fault
}

func (r *recorder) Validate(_ context.Context, v *postgres.Validation) error {
	r.asked = append(r.asked, string(v.Definition)+" "+string(v.Input))
	if r.fault != nil {
		return r.fault
	}
	return nil
}

// validated opens the fixture with validate_input on the writer's permissions.
func validated(t *testing.T, v postgres.Validator) *served {
	t.Helper()
	o := fixture(t, "testdata")
	o.Validator = v
	for _, table := range o.Metadata.Tables {
		for _, p := range table.InsertPermissions {
			if p.Role == "writer" {
				p.ValidateInput = json.RawMessage(`"insert ` + table.Table.Name + `"`)
			}
		}
		for _, p := range table.UpdatePermissions {
			if p.Role == "writer" {
				p.ValidateInput = json.RawMessage(`"update ` + table.Table.Name + `"`)
			}
		}
		for _, p := range table.DeletePermissions {
			if p.Role == "writer" {
				p.ValidateInput = json.RawMessage(`"delete ` + table.Table.Name + `"`)
			}
		}
	}
	return openFixture(t, o, "testdata")
}

func TestValidateInputIsAskedBeforeAnythingIsWritten(t *testing.T) {
	for name, c := range map[string]struct {
		query string
		want  []string
	}{
		"nested insert": {
			`mutation { insert_author(objects: [{name: "Cid", posts: {data: [{title: "P"}]}}, {name: "Dov"}]) { affected_rows } }`,
			[]string{
				`"insert author" [{"name":"Cid","posts":{"data":[{"title":"P"}]}},{"name":"Dov"}]`,
				`"insert post" [{"title":"P"}]`,
			},
		},
		"insert one":    {`mutation { insert_author_one(object: {name: "Cid"}) { id } }`, []string{`"insert author" [{"name":"Cid"}]`}},
		"update":        {`mutation { update_author(where: {name: {_eq: "Ann"}}, _set: {bio: "x"}) { affected_rows } }`, []string{`"update author" [{"_set":{"bio":"x"},"where":{"name":{"_eq":"Ann"}}}]`}},
		"update many":   {`mutation { update_author_many(updates: [{where: {}, _set: {bio: "x"}}]) { affected_rows } }`, []string{`"update author" [{"where":{},"_set":{"bio":"x"}}]`}},
		"delete":        {`mutation { delete_post(where: {}) { affected_rows } }`, []string{`"delete post" [{"where":{}}]`}},
		"delete by key": {`mutation { delete_post_by_pk(id: 1) { id } }`, []string{`"delete post" [{"pk_columns":{"id":1}}]`}},
	} {
		t.Run(name, func(t *testing.T) {
			refuse := &recorder{fault: planner.Invalid(nil, "no")}
			f := validated(t, refuse)
			before := f.look(t, "select (select count(*) from author), (select string_agg(coalesce(bio, '-'), ',' order by id) from author), (select count(*) from post)")
			p := f.prepare(t, "writer", c.query, "")
			got := replies(t.Context(), p, []*planner.Params{as(p, "writer", "x-hasura-user-id", "1")})[0]
			if got != "error: validation-failed @ $: no" {
				t.Errorf("got %s", got)
			}
			want := c.want[:1] // the first refusal ends it
			if !slices.Equal(refuse.asked, want) {
				t.Errorf("asked %q, want %q", refuse.asked, want)
			}
			if after := f.look(t, "select (select count(*) from author), (select string_agg(coalesce(bio, '-'), ',' order by id) from author), (select count(*) from post)"); after != before {
				t.Errorf("written all the same: %s, before %s", after, before)
			}
			refuse.fault, refuse.asked = nil, nil
			if got := replies(t.Context(), p, []*planner.Params{as(p, "writer", "x-hasura-user-id", "1")})[0]; got[0] != '{' {
				t.Errorf("got %s", got)
			}
			if !slices.Equal(refuse.asked, c.want) {
				t.Errorf("asked %q, want %q", refuse.asked, c.want)
			}
		})
	}
}

func TestWithoutAValidatorNothingThatNeedsOneIsWritten(t *testing.T) {
	f := validated(t, nil)
	p := f.prepare(t, "writer", `mutation { insert_author_one(object: {name: "Cid"}) { id } }`, "")
	got := replies(t.Context(), p, []*planner.Params{as(p, "writer", "x-hasura-user-id", "1")})[0]
	if got != "error: unexpected @ $: internal error when validating input data" || f.look(t, "select count(*) from author") != "2" {
		t.Errorf("got %s", got)
	}
}
