package legacy

import (
	"strconv"

	"github.com/weftql/weft/planner"
)

// object is a JSON object being decoded. It remembers the first thing that is wrong and
// returns zero values from then on.
type object struct {
	value *planner.Value
	path  *planner.Path
	fault **planner.Fault
}

func open(v *planner.Value, path *planner.Path, fault **planner.Fault) object {
	o := object{value: v, path: path, fault: fault}
	if v.Kind != planner.Object {
		o.fail(path, "%s", v.Misread("Object", "Object"))
	}
	return o
}

func (o object) fail(path *planner.Path, format string, args ...any) {
	if *o.fault == nil {
		*o.fault = planner.Faultf(planner.CodeParseFailed, path, format, args...)
	}
}

func (o object) at(key string) *planner.Path { return o.path.Key(key) }

// opt returns a member, nil when it is absent or null. The last of duplicates wins.
func (o object) opt(key string) *planner.Value {
	var found *planner.Value
	for _, m := range o.value.Members {
		if m.Name == key && m.Value.Kind != planner.Null {
			found = m.Value
		}
	}
	return found
}

// need returns a member that has to be there, null when it is not.
func (o object) need(key string) *planner.Value {
	if v := o.opt(key); v != nil {
		return v
	}
	if o.value.Member(key) == nil {
		o.fail(o.path, "the key '%s' was not present", key)
	}
	return planner.NullValue
}

// text returns a string, "" when it is absent.
func (o object) text(key string) string {
	v := o.opt(key)
	if v == nil {
		return ""
	}
	return o.asText(v, o.at(key))
}

func (o object) asText(v *planner.Value, path *planner.Path) string {
	if v.Kind != planner.String {
		o.fail(path, "%s", v.Misread("Text", "String"))
		return ""
	}
	return v.Text
}

// texts returns a list of strings and whether it is there.
func (o object) texts(key string) ([]string, bool) {
	v := o.opt(key)
	if v == nil {
		return nil, false
	}
	items := o.asList(v, o.at(key))
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = o.asText(item, o.at(key).Index(i))
	}
	return out, true
}

func (o object) asList(v *planner.Value, path *planner.Path) []*planner.Value {
	if v.Kind != planner.List {
		o.fail(path, "%s", v.Misread("[]", "Array"))
	}
	return v.Items
}

// integer returns a whole number, nil when it is absent.
func (o object) integer(key string) *planner.Value {
	v := o.opt(key)
	switch {
	case v == nil:
		return nil
	case !isNumber(v):
		o.fail(o.at(key), "%s", v.Misread("Int", "Number"))
		return nil
	}
	if _, err := strconv.ParseInt(v.Text, 10, 64); err != nil {
		o.fail(o.at(key), "parsing Int failed, value is either floating or will cause over or underflow %s", v.Text)
		return nil
	}
	return v
}

// members returns the members of an object, none when it is absent.
func (o object) members(key string) []planner.Member {
	v := o.opt(key)
	if v == nil {
		return nil
	}
	return open(v, o.at(key), o.fault).value.Members
}

func isNumber(v *planner.Value) bool {
	return v.Kind == planner.Number || v.Kind == planner.Int || v.Kind == planner.Float
}
