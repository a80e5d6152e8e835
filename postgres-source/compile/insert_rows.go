package compile

import (
	"errors"
	"strconv"

	"github.com/weftql/weft/planner"
)

// rows are the objects of one INSERT as a run gives them, column by column. They are read
// in one pass, however many there are.
type rows struct {
	into    *into
	objects []*planner.Value
	columns []givenColumn  // those that any object gives
	index   map[string]int // of columns, by the member's name; nil while there are few
	hints   []int          // the columns of the members of the object before, in their order
	count   int
	room    []byte // for the values of a single row
	// fixed counts the columns that have one value for all rows: presets, and what other
	// rows determine.
	fixed int
}

// givenColumn is a column that some of the objects give, or a relationship that inserts
// nothing.
type givenColumn struct {
	name   string
	member *intoMember
	array  textArray
	given  int // how many objects give it
}

// readRows reads objects; related tells that one of them has others to be inserted with it.
func readRows(into *into, objects []*planner.Value) (r *rows, related bool, fault *planner.Fault) {
	r = &rows{into: into, objects: objects, fixed: len(into.permission.Presets)}
	if len(objects) > 0 {
		r.reserve()
	}
	for _, object := range objects {
		if related, fault = r.add(object); related || fault != nil {
			return nil, related, fault
		}
	}
	kept := r.columns[:0]
	for i := range r.columns {
		if r.columns[i].member.column != nil {
			r.columns[i].pad(r.count)
			kept = append(kept, r.columns[i])
		}
	}
	r.columns = kept
	return r, false, nil
}

// reserve makes room for objects like the first, and for the values if it is alone.
func (r *rows) reserve() {
	n := len(r.objects[0].Members)
	r.columns = make([]givenColumn, 0, n)
	if len(r.objects) == 1 {
		r.room = make([]byte, n*textArrayRoom)
	} else {
		r.hints = make([]int, 0, n)
	}
}

func (r *rows) add(object *planner.Value) (related bool, fault *planner.Fault) {
	for j, m := range object.Members {
		if m.Value == nil {
			continue
		}
		col, fault := r.column(j, m.Name)
		switch {
		case fault != nil:
			return false, fault
		case col.member.column == nil && emptyNested(m.Value):
		case col.member.column == nil:
			return true, nil
		default:
			if fault := col.add(r.count, m.Value); fault != nil {
				return false, fault
			}
		}
	}
	r.count++
	return false, nil
}

// column returns the column of the j-th member of an object, valid until the next call. Objects
// mostly give the same members in the same order.
func (r *rows) column(j int, name string) (*givenColumn, *planner.Fault) {
	if j < len(r.hints) && r.columns[r.hints[j]].name == name {
		return &r.columns[r.hints[j]], nil
	}
	at := r.find(name)
	if at == len(r.columns) {
		member := r.into.members[name]
		if member == nil {
			return nil, planner.Faultf(planner.CodeUnexpected, nil, "column %s is not visible to the role", name)
		}
		r.columns = append(r.columns, givenColumn{name: name, member: member, array: r.newArray()})
		if r.index != nil {
			r.index[name] = at
		}
	}
	switch {
	case len(r.objects) == 1: // no other object follows
	case j < len(r.hints):
		r.hints[j] = at
	case j == len(r.hints):
		r.hints = append(r.hints, at)
	}
	return &r.columns[at], nil
}

func (r *rows) newArray() (a textArray) {
	if len(r.room) > 0 {
		a.buf, r.room = r.room[:textArrayHeader:textArrayRoom], r.room[textArrayRoom:]
	}
	return a
}

// find returns where a column is, or would come next.
func (r *rows) find(name string) int {
	const few = 16
	if len(r.columns) < few {
		for at := range r.columns {
			if r.columns[at].name == name {
				return at
			}
		}
		return len(r.columns)
	}
	if r.index == nil {
		r.index = make(map[string]int, 2*few)
		for at := range r.columns {
			r.index[r.columns[at].name] = at
		}
	}
	if at, known := r.index[name]; known {
		return at
	}
	return len(r.columns)
}

// add gives the column its value in a row, and NULL in those before that left it out.
func (col *givenColumn) add(row int, v *planner.Value) *planner.Fault {
	col.pad(row)
	col.given++
	err := col.array.add(func(dst []byte) ([]byte, bool, error) { return col.member.encode.append(dst, v) })
	if f, ok := errors.AsType[*planner.Fault](err); ok {
		return f
	}
	return nil // no other error comes of an encoding
}

func (col *givenColumn) pad(rows int) {
	for col.array.count < rows {
		col.array.addNull()
	}
}

// even tells whether the rows can be taken from arrays: no row leaves out a column that has
// a default where another one gives it. Their statement is then the same for any number.
func (r *rows) even() bool {
	if len(r.columns) == 0 {
		return r.count == 1 && r.fixed > 0
	}
	for i := range r.columns {
		if col := &r.columns[i]; col.given < r.count && col.member.defaults {
			return false
		}
	}
	return true
}

// appendKey appends what is equal for even rows whose statement is the same: they give the
// same columns in the same order, and are one or more than one.
func (r *rows) appendKey(key []byte) []byte {
	if r.count == 1 {
		key = append(key, '=') // no column's number
	}
	for i := range r.columns {
		key = append(strconv.AppendInt(key, int64(r.columns[i].member.column.Index), 10), ' ')
	}
	return key
}
