package operations

import (
	"encoding/json"
	"slices"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
)

// sourceOperations add, change and drop databases
// (contract/metadata-and-migrations.md 5.1).
var sourceOperations = []Operation{
	{"add_source", decodeAddSource},
	{"update_source", decodeUpdateSource},
	{"drop_source", decodeDropSource},
}

// sourceSectionOperations are the commands on sources without a backend's prefix.
var sourceSectionOperations = []Operation{
	{"rename_source", decodeRenameSource},
	{"set_query_tags", decodeSetQueryTags},
}

func sourceObject(name string) string { return "source " + name }

// rereadSource is the outcome of an edit after which a database is read again.
func rereadSource(name string) (Outcome, error) {
	return Outcome{Objects: []string{sourceObject(name)}, Reread: Reread{Databases: Names{Some: []string{name}}}}, nil
}

func decodeAddSource(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	s := &postgres.Source{Name: o.Name("name"), HealthCheck: o.Keep("health_check")}
	o.Must("configuration")
	s.Configuration = part(o, "configuration", postgres.DecodeConfiguration)
	s.Customization = part(o, "customization", postgres.DecodeCustomization)
	replace := o.Flag("replace_configuration", false)
	return decoded(o, func(d *Draft) (Outcome, error) {
		i := d.sourceIndex(s.Name)
		switch {
		case i >= 0 && !replace:
			return Outcome{}, fault(planner.CodeAlreadyExists, "source with name %q already exists", s.Name)
		case i >= 0:
			have := d.own(i)
			have.Configuration, have.Customization = s.Configuration, s.Customization
		default:
			fresh := *s
			d.doc.Sources = append(d.doc.Sources, &fresh)
		}
		return rereadSource(s.Name)
	})
}

func decodeUpdateSource(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name := o.Name("name")
	customization := part(o, "customization", postgres.DecodeCustomization)
	configuration := part(o, "configuration", postgres.DecodeConfiguration)
	_, configured := o.Raw("configuration")
	check := o.Keep("health_check")
	return decoded(o, func(d *Draft) (Outcome, error) {
		i := d.sourceIndex(name)
		if i < 0 {
			return Outcome{}, fault(planner.CodeNotExists, "source with name %q does not exist", name)
		}
		s := d.own(i)
		if configured {
			s.Configuration = configuration
		}
		if customization != nil {
			s.Customization = customization
		}
		if check != nil {
			s.HealthCheck = check
		}
		return rereadSource(name)
	})
}

func decodeDropSource(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name, cascade := o.Name("name"), o.Flag("cascade", false)
	return decoded(o, func(d *Draft) (Outcome, error) {
		switch i := d.sourceIndex(name); {
		case i < 0:
			return Outcome{}, fault(planner.CodeNotExists, "source with name %q does not exist", name)
		case cascade && d.around.Broken(sourceObject(name)):
			return Outcome{}, fault(planner.CodeUnexpected, "source with name %q is inconsistent", name)
		}
		if err := d.drop(cascade, thing{kind: sourceThing, source: name}); err != nil {
			return Outcome{}, err
		}
		return Outcome{Released: []string{name}}, nil
	})
}

func (d *Draft) removeSource(name string) {
	d.doc.Sources = slices.DeleteFunc(d.doc.Sources, func(s *postgres.Source) bool { return s.Name == name })
}

func decodeRenameSource(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name, fresh := o.Name("name"), o.Name("new_name")
	return decoded(o, func(d *Draft) (Outcome, error) {
		i := d.sourceIndex(name)
		switch {
		case i < 0:
			return Outcome{}, fault(planner.CodeNotExists, "Could not find source with name %s", name)
		case d.sourceIndex(fresh) >= 0:
			return Outcome{}, fault(planner.CodeAlreadyExists, "Source with name %s already exists", fresh)
		}
		d.rename(renaming{sources: map[string]string{name: fresh}})
		d.own(i).Name = fresh
		return rereadSource(fresh)
	})
}

func decodeSetQueryTags(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	name := o.Name("source_name")
	tags := element(o, postgres.DecodeQueryTags, "disabled", "format", "omit_request_id")
	return decoded(o, func(d *Draft) (Outcome, error) {
		s, err := d.source(name)
		if err != nil {
			return Outcome{}, err
		}
		s.QueryTags = tags
		return altered(sourceObject(name))
	})
}
