package planner_test

import (
	"testing"

	"github.com/weftql/weft/planner"
)

// Numbers in messages look as the contract's messages have them
// (contract/postgres-graphql.md 2.2).
func TestNumbersInMessages(t *testing.T) {
	for text, want := range map[string]string{
		"3.5": "3.5", "2147483648": "2.147483648e9", "1234567.5": "1234567.5", "12345678.5": "1.23456785e7", "0.35": "0.35",
		"0.05": "5.0e-2", "-1e3000": "-1.0e3000", "1e-7": "1.0e-7", "3000000000.0": "3.0e9", "1e99999999999999999999": "1.0e2147483646",
		"1e-99999999999999999999": "1.0e-2147483647", "10.0001": "10.0001",
	} {
		fault := planner.BigInt(&planner.Value{Kind: planner.Number, Text: text}, nil)
		if text == "2147483648" || text == "3000000000.0" {
			fault = planner.NonNegativeInt(&planner.Value{Kind: planner.Number, Text: text}, nil)
		}
		if text == "-1e3000" {
			fault = planner.BigInt(&planner.Value{Kind: planner.Int, Text: text}, nil)
		}
		if fault == nil {
			t.Errorf("%s is accepted", text)
			continue
		}
		full := "The value " + want + " lies outside the bounds or is not an integer. Maybe it is a float, or is there integer overflow?"
		if fault.Message != full || fault.Code != planner.CodeParseFailed {
			t.Errorf("%s: got %s: %s", text, fault.Code, fault.Message)
		}
	}
}

func TestIntegersTheGatewayReads(t *testing.T) {
	cases := []struct {
		accept planner.Accept
		kind   planner.ValueKind
		text   string
		want   int64
		bad    string // message, when it is not accepted
	}{
		{planner.NonNegativeInt, planner.Int, "0", 0, ""},
		{planner.NonNegativeInt, planner.Int, "-0", 0, ""},
		{planner.NonNegativeInt, planner.Number, "2147483647.0", 2147483647, ""},
		{planner.NonNegativeInt, planner.Number, "1e2", 100, ""},
		{planner.NonNegativeInt, planner.Number, "-1", 0, "expected a non-negative 32-bit integer for type 'Int', but found a number"},
		{planner.NonNegativeInt, planner.String, "1", 0, "expected a non-negative 32-bit integer for type 'Int', but found a string"},
		{planner.NonNegativeInt, planner.Null, "", 0, "expected a non-negative 32-bit integer for type 'Int', but found null"},
		{planner.BigInt, planner.Int, "9223372036854775807", 9223372036854775807, ""},
		{planner.BigInt, planner.Int, "-9223372036854775808", -9223372036854775808, ""},
		{planner.BigInt, planner.String, "9223372036854775807", 9223372036854775807, ""},
		{planner.BigInt, planner.String, "-1", 0, "expected a 32-bit integer, or a 64-bit integer represented as a string for type 'Int', but found a string"},
		{planner.BigInt, planner.String, "x", 0, "expected a 32-bit integer, or a 64-bit integer represented as a string for type 'Int', but found a string"},
		{planner.BigInt, planner.Float, "1.0", 0, "expected a 32-bit integer, or a 64-bit integer represented as a string for type 'Int', but found a float"},
		{planner.OrNull(planner.BigInt), planner.Boolean, "true", 0, "expected a 32-bit integer, or a 64-bit integer represented as a string for type 'Int', but found a boolean"},
	}
	for _, c := range cases {
		v := &planner.Value{Kind: c.kind, Text: c.text}
		fault := c.accept(v, nil)
		if c.bad != "" {
			if fault == nil || fault.Message != c.bad {
				t.Errorf("%s: got %v", c.text, fault)
			}
			continue
		}
		got, ok := v.Int64()
		if fault != nil || !ok || got != c.want {
			t.Errorf("%s: got %d, %v, %v", c.text, got, ok, fault)
		}
	}
	if fault := planner.OrNull(planner.BigInt)(planner.NullValue, nil); fault != nil {
		t.Error(fault)
	}
	if _, ok := planner.StringValue("1.0").Int64(); ok {
		t.Error("a string with a fraction counts as an integer")
	}
}
