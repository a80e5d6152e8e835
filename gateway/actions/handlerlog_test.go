package actions_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/weftql/weft/gateway/actions"
	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/telemetry"
)

func TestHandledActionsAreLoggedWhenAskedFor(t *testing.T) {
	for _, types := range [][]string{nil, {"action-handler-log"}} {
		var out bytes.Buffer
		s := newShopOf(t, `[]`)
		s.source, _ = actions.New(actions.Options{
			Actions: readActions(t, `[{"name":"count","definition":{"type":"query","handler":"{{HANDLER}}?t={{TOKEN}}","output_type":"Int!","request_transform":{"version":2,"body":{"action":"transform","template":"[1]"}}}}]`),
			Caller:  caller(s.url), Logger: telemetry.NewLogger(&out, config.Log{Types: types}),
		})
		s.say(200, `42`)
		if got := s.ask(t, `{ count }`); got != `{"count":42}` {
			t.Fatal(got)
		}
		var line struct {
			Type   string
			Detail json.RawMessage
		}
		if types == nil {
			if out.Len() > 0 {
				t.Errorf("logged unasked: %s", out.Bytes())
			}
			continue
		}
		if err := json.Unmarshal(out.Bytes(), &line); err != nil {
			t.Fatalf("%v: %s", err, out.Bytes())
		}
		const want = `{"action_name":"count","webhook":"{{HANDLER}}?t={{TOKEN}}","status":200,"request_size":135,"transformed_request_size":3,"response_size":2}`
		if line.Type != "action-handler-log" || string(line.Detail) != want {
			t.Errorf("got  %s %s\nwant %s", line.Type, line.Detail, want)
		}
	}
}
