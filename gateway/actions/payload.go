package actions

import (
	"maps"
	"slices"

	"github.com/weftql/weft/planner"
)

// appendPayload appends what a handler is sent (section 4.3). input is an object's JSON;
// without a request, `request_query` is null.
func appendPayload(dst []byte, name string, input []byte, session *planner.Session, request *planner.Request) []byte {
	dst = append(dst, `{"action":{"name":`...)
	dst = planner.AppendJSONString(dst, name)
	dst = append(append(dst, `},"input":`...), input...)
	dst = append(dst, `,"session_variables":`...)
	dst = appendSession(dst, session)
	dst = append(dst, `,"request_query":`...)
	if request == nil {
		return append(dst, "null}"...)
	}
	return append(planner.AppendJSONString(dst, request.Query), '}')
}

// appendInput appends the arguments as an object.
func appendInput(dst []byte, args []argument, params *planner.Params) []byte {
	dst = append(dst, '{')
	for i, a := range args {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(planner.AppendJSONString(dst, a.name), ':')
		dst = params.Value(a.param).AppendJSON(dst)
	}
	return append(dst, '}')
}

// appendSession appends the session variables as an object, sorted by name.
func appendSession(dst []byte, session *planner.Session) []byte {
	dst = append(dst, '{')
	if session != nil {
		for i, name := range slices.Sorted(maps.Keys(session.Variables)) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(planner.AppendJSONString(dst, name), ':')
			dst = planner.AppendJSONString(dst, session.Variables[name])
		}
	}
	return append(dst, '}')
}
