package serve_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/postgres-source/pgtest"
)

// dialect is how one subprotocol names its messages.
type dialect struct{ protocol, start, data string }

var dialects = []dialect{
	{"graphql-transport-ws", "subscribe", "next"},
	{"graphql-ws", "start", "data"},
}

// socket is a client's socket.
type socket struct {
	*websocket.Conn
	t *testing.T
}

func (g *gateway) dial(t *testing.T, protocol, headers string) socket {
	t.Helper()
	return g.dialPath(t, "/v1/graphql", protocol, headers)
}

func (g *gateway) dialPath(t *testing.T, path, protocol, headers string) socket {
	t.Helper()
	conn, res, err := websocket.Dial(t.Context(), strings.Replace(g.base, "http", "ws", 1)+path,
		&websocket.DialOptions{Subprotocols: []string{protocol}})
	if err != nil {
		t.Fatal(err)
	}
	if res.Body != nil {
		_ = res.Body.Close()
	}
	t.Cleanup(func() { _ = conn.CloseNow() })
	s := socket{conn, t}
	s.send(`{"type":"connection_init","payload":{"headers":` + headers + `}}`)
	s.expect(`{"type":"connection_ack"`)
	return s
}

func (s socket) send(message string) {
	s.t.Helper()
	if err := s.Write(s.t.Context(), websocket.MessageText, []byte(message)); err != nil {
		s.t.Fatal(err)
	}
}

// expect reads up to the next message that is not a keep-alive; it must begin with prefix.
func (s socket) expect(prefix string) string {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), 10*time.Second)
	defer cancel()
	for {
		_, data, err := s.Read(ctx)
		if err != nil {
			s.t.Fatalf("waiting for %s: %v", prefix, err)
		}
		message := string(data)
		if strings.Contains(message, `"type":"ka"`) || strings.Contains(message, `"type":"ping"`) {
			continue
		}
		if !strings.HasPrefix(message, prefix) {
			s.t.Fatalf("got %s, want %s", message, prefix)
		}
		return message
	}
}

func TestSockets(t *testing.T) {
	g := startShop(t, setup{options: func(o *config.Options) { o.Live.Interval = 100 * time.Millisecond }})
	for _, d := range dialects {
		t.Run(d.protocol, func(t *testing.T) {
			t.Run("a live query is answered again after a plain UPDATE", func(t *testing.T) {
				s := g.dial(t, d.protocol, `{}`)
				pgtest.Exec(t, g.database, `update orders set note = 'before' where id = 3`)
				s.send(`{"id":"1","type":"` + d.start + `","payload":{"query":"subscription { orders_by_pk(id: 3) { note } }"}}`)
				s.expect(`{"type":"` + d.data + `","id":"1","payload":{"data":{"orders_by_pk":{"note":"before"}}}}`)
				pgtest.Exec(t, g.database, `update orders set note = 'after' where id = 3`)
				s.expect(`{"type":"` + d.data + `","id":"1","payload":{"data":{"orders_by_pk":{"note":"after"}}}}`)
			})
			t.Run("a live query shows the rows of its own session only", func(t *testing.T) {
				s := g.dial(t, d.protocol, `{"x-hasura-role":"customer","x-hasura-user-id":"7"}`)
				s.send(`{"id":"1","type":"` + d.start + `","payload":{"query":"subscription { orders(where: {customer_id: {_neq: 7}}) { id } }"}}`)
				s.expect(`{"type":"` + d.data + `","id":"1","payload":{"data":{"orders":[]}}}`)
			})
			t.Run("a query and a mutation", func(t *testing.T) {
				s := g.dial(t, d.protocol, `{"x-hasura-role":"customer","x-hasura-user-id":"7"}`)
				s.send(`{"id":"q","type":"` + d.start + `","payload":{"query":"{ customers { id } }"}}`)
				s.expect(`{"type":"` + d.data + `","id":"q","payload":{"data":{"customers":[{"id":7}]}}}`)
				s.expect(`{"type":"complete","id":"q"}`)
				s.send(`{"id":"m","type":"` + d.start + `","payload":{"query":"mutation { checkout(input: {lines: [{productId: 12, quantity: 1}]}) { order { customer_id } } }"}}`)
				s.expect(`{"type":"` + d.data + `","id":"m","payload":{"data":{"checkout":{"order":{"customer_id":7}}}}}`)
				s.expect(`{"type":"complete","id":"m"}`)
			})
			t.Run("an operation that is not valid", func(t *testing.T) {
				s := g.dial(t, d.protocol, `{}`)
				s.send(`{"id":"1","type":"` + d.start + `","payload":{"query":"{ nothing }"}}`)
				message := s.expect(`{"type":"error","id":"1"`)
				if !strings.Contains(message, `field 'nothing' not found in type: 'query_root'`) {
					t.Error(message)
				}
			})
		})
	}
}
