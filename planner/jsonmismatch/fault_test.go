package jsonmismatch_test

import (
	"encoding/json"
	"testing"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/planner/jsonmismatch"
)

func TestValuesOfAWrongType(t *testing.T) {
	for text, want := range map[string]string{
		`{"Text":5}`:            "parse-failed @ $.args.Text: parsing Text failed, expected String, but encountered Number",
		`{"Flag":"x"}`:          "parse-failed @ $.args.Flag: expected Bool, but encountered String",
		`{"Number":1.5}`:        "parse-failed @ $.args.Number: parsing Int failed, expected Number, but encountered Number",
		`{"Number":{}}`:         "parse-failed @ $.args.Number: parsing Int failed, expected Number, but encountered Object",
		`{"List":true}`:         "parse-failed @ $.args.List: parsing [] failed, expected Array, but encountered Boolean",
		`{"Below":{"Text":[]}}`: "parse-failed @ $.args.Below.Text: parsing Text failed, expected String, but encountered Array",
		`{"Below":1}`:           "parse-failed @ $.args.Below: parsing Object failed, expected Object, but encountered Number",
		`[]`:                    "parse-failed @ $.args: parsing Object failed, expected Object, but encountered Array",
		`{"Text":"unterminated`: "parse-failed @ $.args: unexpected end of JSON input",
	} {
		var v struct {
			Text   string
			Flag   *bool
			Number int
			List   []int
			Below  struct{ Text string }
		}
		var path *planner.Path
		if got := jsonmismatch.Fault(json.Unmarshal([]byte(text), &v), path.Key("args")).Error(); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", text, got, want)
		}
	}
}
