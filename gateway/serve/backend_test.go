package serve_test

import "testing"

// Only who knows the admin secret and says so writes under a permission for backends
// (contract/postgres-graphql.md 6.8).
func TestBackendOnlyPermissionsNeedTheSecret(t *testing.T) {
	g := startTopic(t, "testdata/backend.txtar")
	const (
		done   = `{"data":{"insert_note":{"affected_rows":1}}}`
		hidden = `{"errors":[{"message":"no mutations exist","extensions":{"path":"$","code":"validation-failed"}}]}`
		wrong  = `{"errors":[{"message":"invalid \"x-hasura-admin-secret\"/\"x-hasura-access-key\"","extensions":{"path":"$","code":"access-denied"}}]}`
	)
	for _, c := range []struct {
		name    string
		headers map[string]string
		want    string
	}{
		{"secret, role and header", map[string]string{"x-hasura-admin-secret": "top", "x-hasura-role": "user", "x-hasura-use-backend-only-permissions": "true"}, done},
		{"no header", map[string]string{"x-hasura-admin-secret": "top", "x-hasura-role": "user"}, hidden},
		{"header says no", map[string]string{"x-hasura-admin-secret": "top", "x-hasura-role": "user", "x-hasura-use-backend-only-permissions": "false"}, hidden},
		{"no secret", map[string]string{"x-hasura-use-backend-only-permissions": "true"}, hidden},
		{"no secret, another role", map[string]string{"x-hasura-role": "user", "x-hasura-use-backend-only-permissions": "true"}, hidden},
		{"wrong secret", map[string]string{"x-hasura-admin-secret": "x", "x-hasura-role": "user", "x-hasura-use-backend-only-permissions": "true"}, wrong},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := g.query(t, c.headers, `mutation { insert_note(objects: {text: "x"}) { affected_rows } }`); got != c.want {
				t.Errorf("got %s", got)
			}
		})
	}
	if got := rowsOf(t, g.direct["shop"], "select count(*) from note"); got != "(1)" {
		t.Errorf("written: %s", got)
	}
}
