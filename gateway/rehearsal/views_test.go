package rehearsal_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/weftql/weft/gateway/rehearsal"
)

// hello is what a server with one field answers to introspection.
const hello = `{"data":{"__schema":{"queryType":{"name":"Query"},"mutationType":null,"subscriptionType":null,"directives":[],"types":[
	{"kind":"OBJECT","name":"Query","interfaces":[],"fields":[{"name":"hello","args":[],"isDeprecated":false,"type":{"kind":"SCALAR","name":"String"}}]},
	{"kind":"SCALAR","name":"String"},{"kind":"SCALAR","name":"Boolean"}]}}}`

// Roles that only sessions name see what everybody may: the remote schemas, while these need
// no permissions.
func TestRolesThatMetadataDoesNotName(t *testing.T) {
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(hello)) }))
	defer upstream.Close()
	g := startWith(t, "", "", false)
	document := func(customization string) string {
		return `{"version":3,"sources":[],"remote_schemas":[{"name":"r","definition":{"url":"` + upstream.URL + `"` + customization + `}}]}`
	}
	g.must(&g.commands, `{"type":"replace_metadata","args":`+document("")+`}`)
	var report rehearsal.Report
	answer := g.must(&g.plan, `{"databases":[],"metadata":`+document(`,"customization":{"root_fields_namespace":"far"}`)+`}`)
	if err := json.Unmarshal(answer, &report); err != nil {
		t.Fatal(err)
	}
	want := []string{"admin", "all other roles"}
	if len(report.Schemas) != 1 || !slices.Equal(report.Schemas[0].Roles, want) || report.Schemas[0].Breaking == 0 {
		t.Errorf("%s", answer)
	}
}
