package metadata_test

import (
	"encoding/json"
	"testing"

	"github.com/weftql/weft/postgres-source/metadata"
)

func TestRemoteFieldsAreRefusedWithTheContractsWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{}`: "Expecting one single mapping, received none.",
		`{"a": {"arguments": {}}, "b": {"arguments": {}}}`: "Expecting one single mapping, received too many.",
		`{"a": {"arguments": {}, "field": {}}}`:            "Expecting one single mapping, received none.",
		`{"a": {}}`:                                        `arguments of field "a" must be an object`,
		`{"a": 1}`:                                         `field "a" must be an object`,
		`[]`:                                               "remote_field must be an object",
		`{"a": {"arguments": {"x": null}}}`:                "null is not allowed here",
		`{"a": {"arguments": {"x": [{"y": "$"}]}}}`:        "Empty variable name",
		`{"a": {"arguments": {"x": "$1a"}}}`:               "Invalid variable name '1a'",
		`{"a": {"arguments": {"x": "$a", "y": [1, "b"]}, "field": null}}`: "",
	} {
		got := ""
		to := metadata.ToRemoteSchema{RemoteField: json.RawMessage(text)}
		if _, err := to.Target(); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
