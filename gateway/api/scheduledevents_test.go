package api_test

import (
	"strings"
	"testing"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/pgtest"
)

const scheduledRows = `
set time zone 'Asia/Tokyo';
insert into hdb_catalog.hdb_cron_events (id, trigger_name, scheduled_time, status, tries, created_at, next_retry_at) values
	('c1', 'nightly', '2024-01-01 00:00:00Z', 'delivered', 1, '2023-12-31 00:00:00.5Z', null),
	('c2', 'nightly', '2024-01-02 00:00:00Z', 'scheduled', 0, '2023-12-31 00:00:00Z', '2024-01-02 00:01:00Z'),
	('c3', 'other', '2024-01-01 00:00:00Z', 'scheduled', 0, '2023-12-31 00:00:00Z', null);
insert into hdb_catalog.hdb_cron_event_invocation_logs values
	('i1', 'c1', 200, '{"version":"1"}', '{"type":"webhook_response"}', '2024-01-01 00:00:01Z'),
	('i2', 'c1', 500, null, null, '2024-01-01 00:00:00Z'),
	('i3', 'c3', 200, null, null, '2024-01-01 00:00:00Z');
insert into hdb_catalog.hdb_scheduled_events (id, webhook_conf, scheduled_time, retry_conf, payload, header_conf, created_at, comment) values
	('s1', '"http://example.org"', '2024-01-01 00:00:00Z', '{"num_retries":1}', '{"a":1}', '[]', '2023-12-31 00:00:00Z', 'b'),
	('s2', '"{{HOOK}}"', '2023-01-01 00:00:00Z', null, null, null, '2023-12-31 00:00:00Z', null);
insert into hdb_catalog.hdb_scheduled_event_invocation_logs values ('i4', 's1', null, null, null, '2024-01-01 00:00:00Z');`

const (
	cron1 = `{"id":"c1","trigger_name":"nightly","scheduled_time":"2024-01-01T00:00:00Z","status":"delivered","tries":1,"created_at":"2023-12-31T00:00:00.5Z","next_retry_at":null}`
	cron2 = `{"id":"c2","trigger_name":"nightly","scheduled_time":"2024-01-02T00:00:00Z","status":"scheduled","tries":0,"created_at":"2023-12-31T00:00:00Z","next_retry_at":"2024-01-02T00:01:00Z"}`
	once1 = `{"id":"s1","webhook_conf":"http://example.org","scheduled_time":"2024-01-01T00:00:00Z","retry_conf":{"num_retries":1},"payload":{"a":1},"header_conf":[],"status":"scheduled","tries":0,"created_at":"2023-12-31T00:00:00Z","next_retry_at":null,"comment":"b","request_transform":null,"response_transform":null}`
	once2 = `{"id":"s2","webhook_conf":"{{HOOK}}","scheduled_time":"2023-01-01T00:00:00Z","retry_conf":null,"payload":null,"header_conf":null,"status":"scheduled","tries":0,"created_at":"2023-12-31T00:00:00Z","next_retry_at":null,"comment":null,"request_transform":null,"response_transform":null}`
	call1 = `{"id":"i1","event_id":"c1","status":200,"request":{"version":"1"},"response":{"type":"webhook_response"},"created_at":"2024-01-01T00:00:01Z"}`
	call2 = `{"id":"i2","event_id":"c1","status":500,"request":null,"response":null,"created_at":"2024-01-01T00:00:00Z"}`
	call4 = `{"id":"i4","event_id":"s1","status":null,"request":null,"response":null,"created_at":"2024-01-01T00:00:00Z"}`
)

func TestScheduledEventsAreShown(t *testing.T) {
	g := start(t, "")
	pgtest.Exec(t, g.catalog, scheduledRows)
	version, _ := g.export()
	for _, c := range []struct{ command, args, want string }{
		{"get_scheduled_events", `{"type":"cron","trigger_name":"nightly"}`, `{"events":[` + cron1 + `,` + cron2 + `]}`},
		{"get_scheduled_events", `{"type":"cron","trigger_name":"nightly","get_rows_count":true,"limit":1,"offset":1}`, `{"events":[` + cron2 + `],"count":2}`},
		{"get_scheduled_events", `{"type":"cron","trigger_name":"nightly","status":["delivered","error"]}`, `{"events":[` + cron1 + `]}`},
		{"get_scheduled_events", `{"type":"cron","trigger_name":"nightly","order_by":[{"column":"tries","type":"asc"}]}`, `{"events":[` + cron2 + `,` + cron1 + `]}`},
		{"get_scheduled_events", `{"type":"cron","trigger_name":"nothing"}`, `{"events":[]}`},
		{"get_scheduled_events", `{"type":"one_off"}`, `{"events":[` + once2 + `,` + once1 + `]}`},
		{"get_scheduled_events", `{"type":"one_off","order_by":[{"column":"comment","type":"desc","nulls":"last"}]}`, `{"events":[` + once1 + `,` + once2 + `]}`},
		{"get_scheduled_event_invocations", `{"type":"cron","trigger_name":"nightly","get_rows_count":true}`, `{"invocations":[` + call1 + `,` + call2 + `],"count":2}`},
		{"get_scheduled_event_invocations", `{"type":"cron","event_id":"c1","limit":1}`, `{"invocations":[` + call1 + `]}`},
		{"get_scheduled_event_invocations", `{"type":"one_off"}`, `{"invocations":[` + call4 + `]}`},
		{"delete_scheduled_event", `{"type":"one_off","event_id":"s1"}`, `{"message":"success"}`},
		{"delete_scheduled_event", `{"type":"cron","event_id":"nothing"}`, `{"message":"success"}`},
		{"get_scheduled_events", `{"type":"one_off"}`, `{"events":[` + once2 + `]}`},
		{"get_scheduled_event_invocations", `{"type":"one_off","event_id":"s1"}`, `{"invocations":[]}`},
	} {
		if got := string(g.must("/v1/metadata", `{"type":"`+c.command+`","args":`+c.args+`}`)); got != c.want {
			t.Errorf("%s %s\ngot  %s\nwant %s", c.command, c.args, got, c.want)
		}
	}
	if v, _ := g.export(); v != version {
		t.Errorf("reading led from version %d to %d", version, v)
	}
}

func TestWhatIsWrongInQuestionsAboutScheduledEvents(t *testing.T) {
	g := start(t, "")
	for args, want := range map[string]string{
		`{"type":"both"}`:                      `"path":"$.args.type"`,
		`{"type":"cron"}`:                      `the key 'trigger_name' was not present`,
		`{}`:                                   `the key 'type' was not present`,
		`{"type":"one_off","status":["done"]}`: `"path":"$.args.status[0]"`,
		`{"type":"one_off","limit":-1}`:        `unexpected negative value`,
		`{"type":"one_off","order_by":[{"column":"x"}]}`:                                   `"path":"$.args.order_by[0].column"`,
		`{"type":"one_off","order_by":[{"column":"id; drop schema hdb_catalog cascade"}]}`: `"path":"$.args.order_by[0].column"`,
		`{"type":"one_off","order_by":[{"column":"id","type":"up"}]}`:                      `"path":"$.args.order_by[0].type"`,
	} {
		status, answer := g.post("/v1/metadata", planner.Admin, `{"type":"get_scheduled_events","args":`+args+`}`)
		if status != 400 || !strings.Contains(string(answer), want) {
			t.Errorf("%s\ngot %d %s, want %s", args, status, answer, want)
		}
	}
	if status, answer := g.post("/v1/metadata", "editor", `{"type":"get_scheduled_events","args":{"type":"one_off"}}`); status != 400 || !strings.Contains(string(answer), "access-denied") {
		t.Errorf("a role is shown webhooks: %d %s", status, answer)
	}
}
