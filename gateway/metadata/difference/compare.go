package difference

import (
	"github.com/weftql/weft/planner"
)

// Kind is what became of an object.
type Kind string

// What may become of an object.
const (
	Added   Kind = "added"
	Removed Kind = "removed"
	Changed Kind = "changed"
)

// Change is what became of one object. Values are not shown: they may be secrets.
type Change struct {
	Kind Kind `json:"kind"`
	// Object is where it stands: `sources[default].tables[author].select_permissions[user]`.
	Object string `json:"object"`
	// Keys are those that changed, of a Changed object: `permission.filter`.
	Keys []string `json:"keys,omitempty"`
}

// Compare lists the changes from one exported document to another, in the order of the
// documents. What an added or removed object consists of is not listed.
func Compare(before, after []byte) ([]Change, error) {
	was, err := planner.ParseValue(before)
	if err != nil {
		return nil, err
	}
	is, err := planner.ParseValue(after)
	if err != nil {
		return nil, err
	}
	c := &comparison{}
	for _, name := range names(was, is) {
		c.section(name, was.Member(name), is.Member(name))
	}
	return c.changes, nil
}

type comparison struct{ changes []Change }

func (c *comparison) add(kind Kind, object string) {
	c.changes = append(c.changes, Change{Kind: kind, Object: object})
}

// section compares a section of the document: a list of objects, or one object.
func (c *comparison) section(name string, before, after *planner.Value) {
	switch {
	case isList(before) && isList(after):
		c.list(name, before, after)
	case before == nil:
		c.add(Added, name)
	case after == nil:
		c.add(Removed, name)
	default:
		c.object(name, before, after)
	}
}

// list compares objects by their names.
func (c *comparison) list(path string, before, after *planner.Value) {
	was, is := byName(before), byName(after)
	for _, name := range was.names {
		at := path + "[" + name + "]"
		if now := is.items[name]; now != nil {
			c.object(at, was.items[name], now)
		} else {
			c.add(Removed, at)
		}
	}
	for _, name := range is.names {
		if was.items[name] == nil {
			c.add(Added, path+"["+name+"]")
		}
	}
}

// object compares an object that is there before and after.
func (c *comparison) object(path string, before, after *planner.Value) {
	at := len(c.changes)
	keys := c.keys(path, "", before, after)
	if len(keys) > 0 { // before those of the objects in it
		own := Change{Kind: Changed, Object: path, Keys: keys}
		c.changes = append(c.changes[:at], append([]Change{own}, c.changes[at:]...)...)
	}
}

// keys lists the keys below prefix whose values differ, and compares the objects in lists
// there.
func (c *comparison) keys(path, prefix string, before, after *planner.Value) (changed []string) {
	if !isObject(before) || !isObject(after) {
		if !equal(before, after) {
			return []string{prefix}
		}
		return nil
	}
	for _, name := range names(before, after) {
		was, is := before.Member(name), after.Member(name)
		key := name
		if prefix != "" {
			key = prefix + "." + name
		}
		if isList(was) && isList(is) && (was != nil || is != nil) {
			c.list(path+"."+key, was, is)
			continue
		}
		changed = append(changed, c.keys(path, key, was, is)...)
	}
	return changed
}
