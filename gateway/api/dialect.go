package api

import (
	"encoding/json"
	"net/http"

	args "github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

// decoder reads the arguments of one command, which stand at path.
type decoder func(args json.RawMessage, path *planner.Path) (command, error)

// dialect is how one endpoint names and reads commands.
type dialect struct {
	// commands are those of version 1, and second those of version 2; second is nil where
	// there is no version.
	commands map[string]decoder
	second   map[string]decoder
	// bulk makes commands of commands, by name.
	bulk map[string]func([]*call) (command, error)
	// unknown words the refusal of a name.
	unknown func(name string) error
	// place says where the arguments of a command stand that itself stands at path: when they
	// are decoded, and when the command is done.
	place func(path *planner.Path) (decoding, serving *planner.Path)
}

// request is a decoded request.
type request struct {
	call *call
	// version is the resource version that the client counts on, nil for any.
	version *int
}

func (d *dialect) parse(body []byte) (*request, error) {
	if _, err := planner.ParseValue(body); err != nil {
		return nil, &planner.Fault{Code: border.CodeInvalidJSON, Message: err.Error(), Status: http.StatusBadRequest}
	}
	o := args.Open(body, nil)
	c, err := d.call(o, nil)
	if err != nil {
		return nil, err
	}
	r := &request{call: c}
	if _, ok := o.Raw("resource_version"); ok {
		version := o.Number("resource_version", 0)
		r.version = &version
	}
	return r, o.Err()
}

// call reads one command. All commands of a bulk are read before the first is done.
func (d *dialect) call(o *args.Object, path *planner.Path) (*call, error) {
	name := o.Text("type")
	given := o.Must("args")
	version := o.Number("version", 1)
	if err := o.Err(); err != nil {
		return nil, err
	}
	commands := d.commands
	switch {
	case version == 2 && d.second != nil:
		commands = d.second
	case version != 1 && d.second != nil:
		return nil, planner.Faultf(planner.CodeParseFailed, o.At("version"), "expected version 1 or 2, but encountered %d", version)
	}
	decoding, serving := d.place(path)
	c := &call{name: name, path: serving}
	var err error
	if bulk := d.bulk[name]; bulk != nil {
		c.command, err = d.list(given, path.Key("args"), bulk)
	} else if decode := commands[name]; decode != nil {
		c.command, err = decode(given, decoding)
	} else if version == 2 {
		err = located(unknown("the command %q has no version 2", name), path)
	} else {
		err = located(d.unknown(name), path)
	}
	if err != nil {
		return nil, located(err, decoding)
	}
	if data, ok := c.command.(*dataCommand); ok {
		data.path = path.Key("args")
	}
	return c, nil
}

func (d *dialect) list(given json.RawMessage, path *planner.Path, bulk func([]*call) (command, error)) (command, error) {
	items, err := args.Elements(given, path)
	if err != nil {
		return nil, err
	}
	calls := make([]*call, len(items))
	for i, item := range items {
		at := path.Index(i)
		if calls[i], err = d.call(args.Open(item, at), at); err != nil {
			return nil, err
		}
	}
	return bulk(calls)
}

// below is where the arguments of a command at path stand.
func below(path *planner.Path) (decoding, serving *planner.Path) {
	at := path.Key("args")
	return at, at
}
