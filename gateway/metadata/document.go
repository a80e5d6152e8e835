package metadata

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	actions "github.com/weftql/weft/gateway/actions/metadata"
	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
	postgres "github.com/weftql/weft/postgres-source/metadata"
	remote "github.com/weftql/weft/remote-schemas/metadata"
)

// Document is the metadata document, version 3 (contract/metadata-and-migrations.md
// section 2). Sections that belong to a source are typed by that source's package; those
// nobody reads yet stay as they were written. Nil and empty sections are omitted when it is
// encoded.
type Document struct {
	Sources          []*postgres.Source
	RemoteSchemas    []remote.Schema
	QueryCollections []QueryCollection
	Allowlist        []AllowlistEntry
	Actions          []actions.Action
	CustomTypes      actions.CustomTypes
	CronTriggers     []CronTrigger
	RestEndpoints    []RestEndpoint
	InheritedRoles   []InheritedRole

	SchemaIntrospection SchemaIntrospection
	Network             Network

	APILimits      json.RawMessage
	MetricsConfig  json.RawMessage
	BackendConfigs json.RawMessage
	OpenTelemetry  json.RawMessage
}

// Decode reads a document as [DecodeAt] does, at the path `$`.
func Decode(data []byte) (*Document, error) {
	doc, err := DecodeAt(data, nil)
	if err != nil {
		return nil, fmt.Errorf("metadata: %w", err)
	}
	return doc, nil
}

// DecodeAt reads a document that stands at path. It refuses other versions than 3 and keys
// it does not know: a section that nobody reads would be a rule that nobody keeps. The error
// is a *planner.Fault with the path of what is wrong.
func DecodeAt(data []byte, path *planner.Path) (*Document, error) {
	o := reading.Open(data, path)
	if v := version(o); v != documentKind {
		o.Fail(path, "expected metadata of version %d, but encountered version %s", documentKind, v)
	}
	doc := &Document{}
	doc.readSections(o)
	o.Done("Metadata")
	if err := o.Err(); err != nil {
		return nil, err
	}
	return doc, nil
}

// documentVersion is the version a document says it has; without the key it is 1.
type documentVersion int

func (v documentVersion) String() string { return strconv.Itoa(int(v)) }

func version(o *reading.Object) documentVersion { return documentVersion(o.Number("version", 1)) }

// readSections reads the sections that are there.
func (d *Document) readSections(o *reading.Object) {
	for _, s := range d.sections() {
		if value, ok := o.Raw(s.key); ok && o.Err() == nil {
			o.Refuse(o.At(s.key), s.decode(value, o.At(s.key)))
		}
	}
}

// Encode writes the document as it is stored: keys in the contract's order, lists sorted by
// name, empty sections omitted but for sources.
func (d *Document) Encode() ([]byte, error) { return d.append(nil, postgres.Append) }

// append is Encode onto dst, with what writes a source.
func (d *Document) append(dst []byte, source func([]byte, *postgres.Source) []byte) ([]byte, error) {
	if d == nil {
		return nil, errors.New("metadata: no document")
	}
	out := fmt.Appendf(dst, `{"version":%d`, documentKind)
	for _, s := range d.sectionsBy(source) {
		if s.append != nil {
			out = s.append(fmt.Appendf(out, `,%q:`, s.key))
			continue
		}
		value, err := s.encode()
		if err != nil {
			return nil, fmt.Errorf("metadata: %s: %w", s.key, err)
		}
		if !IsEmpty(value) {
			out = append(fmt.Appendf(out, `,%q:`, s.key), value...)
		}
	}
	return append(out, '}'), nil
}

// Export is Encode of what users are shown: without the cron triggers that do not belong to
// the metadata (contract/events-actions-rest.md 3.1).
func (d *Document) Export() ([]byte, error) {
	shown := *d
	shown.CronTriggers = nil
	for _, c := range d.CronTriggers {
		if c.IncludeInMetadata {
			shown.CronTriggers = append(shown.CronTriggers, c)
		}
	}
	return shown.Encode()
}
