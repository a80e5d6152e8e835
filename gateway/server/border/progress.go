package border

import (
	"bytes"
	"encoding/json"

	"github.com/weftql/weft/planner"
)

// progressKey is the member of an error that tells how far a mutation came
// (gateway/departures.md).
const progressKey = "mutation"

// appendProgress appends the member to an object that has others.
func appendProgress(dst []byte, p *planner.Progress) []byte {
	if p == nil {
		return dst
	}
	return p.AppendJSON(append(dst, `,"`+progressKey+`":`...))
}

// extensionsOf is a handler's own extensions object, with the progress as its last member.
// A member of that name that is there already stays.
func extensionsOf(f *planner.Fault) json.RawMessage {
	own := bytes.TrimSpace(f.Extensions)
	if f.Progress == nil || len(own) < 2 || own[0] != '{' || taken(own) {
		return f.Extensions
	}
	inside := bytes.TrimSpace(own[1 : len(own)-1])
	out := append([]byte{'{'}, inside...)
	if len(inside) > 0 {
		return append(appendProgress(out, f.Progress), '}')
	}
	return append(f.Progress.AppendJSON(append(out, `"`+progressKey+`":`...)), '}')
}

func taken(object []byte) bool {
	var members map[string]json.RawMessage
	return json.Unmarshal(object, &members) != nil || members[progressKey] != nil
}

// upstreamOf are an upstream's errors, the first of them with the progress among its
// extensions. They stay as they are where that is not possible.
func upstreamOf(f *planner.Fault) json.RawMessage {
	if f.Progress == nil {
		return f.Upstream
	}
	errors, err := planner.ParseValue(f.Upstream)
	if err != nil || errors.Kind != planner.List || len(errors.Items) == 0 || errors.Items[0].Kind != planner.Object {
		return f.Upstream
	}
	progress, err := planner.ParseValue(f.Progress.AppendJSON(nil))
	if err != nil {
		return f.Upstream
	}
	first := *errors.Items[0]
	extensions := &planner.Value{Kind: planner.Object}
	if own := first.Member("extensions"); own != nil && own.Kind == planner.Object {
		extensions = own
	}
	extensions = with(extensions, progressKey, progress)
	list := &planner.Value{Kind: planner.List, Items: append([]*planner.Value{with(&first, "extensions", extensions)}, errors.Items[1:]...)}
	return list.AppendJSON(nil)
}

// with returns a copy of an object in which a member has a value.
func with(object *planner.Value, name string, value *planner.Value) *planner.Value {
	out := &planner.Value{Kind: planner.Object}
	found := false
	for _, m := range object.Members {
		if m.Name == name {
			m.Value, found = value, true
		}
		out.Members = append(out.Members, m)
	}
	if !found {
		out.Members = append(out.Members, planner.Member{Name: name, Value: value})
	}
	return out
}
