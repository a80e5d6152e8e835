package api

import (
	"encoding/json"

	"github.com/weftql/weft/gateway/metadata/operations"
)

// answer is what a command answers. Warnings may be added until it is written.
type answer struct {
	// raw is the answer as it is; nil: it is the list, or else an object.
	raw  json.RawMessage
	list []*answer
	// object holds the members of an object after `message`.
	object   []objectMember
	warnings []operations.Warning
}

type objectMember struct {
	key   string
	value any
}

// success is {"message":"success"}.
func success() *answer { return &answer{} }

func raw(body []byte) *answer { return &answer{raw: body} }

// asJSON answers a value of our own.
func asJSON(v any) (*answer, error) {
	body, err := json.Marshal(v)
	return raw(body), err
}

func (a *answer) appendJSON(dst []byte) []byte {
	switch {
	case a.raw != nil:
		return append(dst, a.raw...)
	case a.list != nil:
		dst = append(dst, '[')
		for i, item := range a.list {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = item.appendJSON(dst)
		}
		return append(dst, ']')
	}
	dst = append(dst, `{"message":"success"`...)
	members := a.object
	if len(a.warnings) > 0 {
		members = append(members, objectMember{"warnings", a.warnings})
	}
	for _, m := range members {
		value, err := json.Marshal(m.value)
		if err != nil {
			panic("api: a value of our own does not encode: " + err.Error())
		}
		dst = append(append(append(append(dst, `,"`...), m.key...), `":`...), value...)
	}
	return append(dst, '}')
}
