package api

import (
	"encoding/json"
	"errors"

	"github.com/weftql/weft/planner"
)

// wrapped words parse failures of commands with a prefix on three lines
// (contract/metadata-and-migrations.md 4).
func wrapped(name string, decode decoder) decoder {
	return func(args json.RawMessage, path *planner.Path) (command, error) {
		c, err := decode(args, path)
		var f *planner.Fault
		if !errors.As(err, &f) || f.Code != planner.CodeParseFailed {
			return c, err
		}
		worded := *f
		worded.Message = "Error when parsing command " + name + ".\n" +
			"See our documentation at https://hasura.io/docs/latest/graphql/core/api-reference/metadata-api/index.html#metadata-apis.\n" +
			"Internal error message: " + f.Message
		return nil, &worded
	}
}
