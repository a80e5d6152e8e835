package serve_test

import (
	"strings"
	"testing"
)

func TestLiveQueryIsRefusedWhoseRowsAnotherDatabasePermits(t *testing.T) {
	g := startTopic(t, "testdata/elsewhere/setup.txtar")
	for _, d := range dialects {
		for _, field := range []string{"customer { id }", "customer_stream(batch_size: 1, cursor: {initial_value: {id: 0}}) { id }"} {
			s := g.dial(t, d.protocol, `{"x-hasura-role":"by_courier","x-hasura-courier":"Nora"}`)
			s.send(`{"id":"1","type":"` + d.start + `","payload":{"query":"subscription { ` + field + ` }"}}`)
			message := s.expect(`{"type":"error","id":"1"`)
			if !strings.Contains(message, `"code":"not-supported"`) || !strings.Contains(message, "subscriptions on this field is not supported") {
				t.Error(message)
			}
		}
		// The same table for a role without such a permission.
		s := g.dial(t, d.protocol, `{"x-hasura-role":"clerk"}`)
		s.send(`{"id":"1","type":"` + d.start + `","payload":{"query":"subscription { customer(where: {id: {_eq: 1}}) { id } }"}}`)
		s.expect(`{"type":"` + d.data + `","id":"1","payload":{"data":{"customer":[{"id":1}]}}}`)
	}
}
