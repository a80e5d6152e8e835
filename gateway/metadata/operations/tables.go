package operations

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/planner"
)

// Warning codes of commands on many tables.
const (
	trackFailed   = "track-table-failed"
	untrackFailed = "untrack-table-failed"
)

// decodeTrackTables reads pg_track_tables: each table stands alone, and those that cannot
// be tracked are warned about (contract/metadata-and-migrations.md 5.2).
func decodeTrackTables(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	tables := reading.MustList(o, "tables", decodeTracking)
	lenient := o.Flag("allow_warnings", true)
	o.Refuse(o.At("tables"), distinctTables(o.At("tables"), tables, tracking.label))
	return decoded(o, func(d *Draft) (Outcome, error) {
		m := many{failure: "all tables failed to track", lenient: lenient}
		var out Outcome
		for _, t := range tables {
			if m.try(t.add(d), t.object(), trackFailed) {
				out.Attempts = append(out.Attempts, Attempt{
					Object: t.object(), Undo: t.drop,
					Warning: Warning{Type: "table", Name: t.object(), Code: trackFailed},
				})
				out.Reread.Databases = out.Reread.Databases.Add(Names{Some: []string{t.source}})
			}
		}
		out.Judge = func(done int, warnings []Warning) error { return judge(done, m.failure, m.lenient, warnings) }
		return m.finish(out)
	})
}

func decodeUntrackTables(args json.RawMessage, path *planner.Path) (Edit, error) {
	o := reading.Open(args, path)
	tables := reading.MustList(o, "tables", decodeUntracking)
	lenient := o.Flag("allow_warnings", true)
	o.Refuse(o.At("tables"), distinctTables(o.At("tables"), tables, func(u untracking) string { return u.at.label() }))
	return decoded(o, func(d *Draft) (Outcome, error) {
		m := many{failure: "all tables failed to untrack", lenient: lenient}
		for _, u := range tables {
			m.try(u.apply(d), tableObject(u.at.source, u.at.table), untrackFailed)
		}
		return m.finish(Outcome{})
	})
}

func (t tracking) label() string { return place{t.source, t.table.Table}.label() }

func (p place) label() string { return p.source + "." + p.table.String() }

func distinctTables[T any](path *planner.Path, tables []T, label func(T) string) error {
	seen := map[string]bool{}
	var twice []string
	for _, t := range tables {
		l := label(t)
		if seen[l] && !slices.Contains(twice, l) {
			twice = append(twice, l)
		}
		seen[l] = true
	}
	if twice == nil {
		return nil
	}
	return planner.Faultf(planner.CodeBadRequest, path, "The following tables occur more than once in the request: %s", strings.Join(twice, ", "))
}

// many collects how the parts of a command on many tables went.
type many struct {
	failure  string // the message when all parts failed
	lenient  bool   // failures are warnings
	done     int
	warnings []Warning
}

// try notes how a part went and tells whether it went well.
func (m *many) try(err error, object, code string) bool {
	if err == nil {
		m.done++
		return true
	}
	w := Warning{Type: "table", Name: object, Code: code, Message: err.Error()}
	if f := (*planner.Fault)(nil); errors.As(err, &f) {
		w.Message = f.Message
	}
	m.warnings = append(m.warnings, w)
	return false
}

func (m *many) finish(out Outcome) (Outcome, error) {
	out.Warnings = append(out.Warnings, m.warnings...)
	return out, judge(m.done, m.failure, m.lenient, out.Warnings)
}

// judge refuses a command on many tables that failed as a whole, or in parts when the
// caller does not allow that.
func judge(done int, failure string, lenient bool, warnings []Warning) error {
	var refusal planner.Fault
	switch {
	case done == 0 && len(warnings) > 0:
		refusal = planner.Fault{Code: CodeInvalidConfig, Message: failure}
	case !lenient && len(warnings) > 0:
		refusal = planner.Fault{Code: CodeMetadataWarnings, Message: "failed due to metadata warnings"}
	default:
		return nil
	}
	internal, err := json.Marshal(warnings)
	if err != nil {
		return err
	}
	refusal.Internal = internal
	return &refusal
}
