package compile

import (
	"strconv"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/schema"
)

// Reply is the JSON of a T_mutation_response, cut where the number of rows or a list of them
// stands. It is immutable.
type Reply struct {
	// texts has one more piece than there are holes.
	texts [][]byte
	holes []hole
	// Lists is how many lists of rows there are.
	Lists int
}

// hole is where something stands that only a run knows: a list by its number, or affected.
type hole int

const affected hole = -1

// JSON returns the response of a write of so many rows. Each list is its rows' JSON, set apart
// by commas; nil stands for empty ones.
func (r *Reply) JSON(rows int64, lists [][]byte) []byte {
	json := append([]byte(nil), r.texts[0]...)
	for i, h := range r.holes {
		switch {
		case h == affected:
			json = strconv.AppendInt(json, rows, 10)
		case lists != nil:
			json = append(json, lists[h]...)
		}
		json = append(json, r.texts[i+1]...)
	}
	return json
}

// reply is the response to be filled in; nil for a field that is a row.
func (r *response) reply() *Reply {
	if r.one {
		return nil
	}
	reply, json := &Reply{}, []byte{'{'}
	cut := func(h hole) {
		reply.texts, reply.holes = append(reply.texts, json), append(reply.holes, h)
		json = nil
	}
	for i, f := range r.f.Fields {
		if i > 0 {
			json = append(json, ',')
		}
		json = append(planner.AppendJSONString(json, f.Key), ':')
		switch {
		case f.Field == planner.Typename:
			json = planner.AppendJSONString(json, r.f.Type.Name)
		case f.Field.Meta == schema.Returning:
			json = append(json, '[')
			cut(hole(reply.Lists))
			reply.Lists++
			json = append(json, ']')
		default:
			cut(affected)
		}
	}
	reply.texts = append(reply.texts, append(json, '}'))
	return reply
}

// nothing is the answer of a write that had nothing to do.
func (r *response) nothing() []byte {
	if r.one {
		return []byte("null")
	}
	return r.reply().JSON(0, nil)
}
