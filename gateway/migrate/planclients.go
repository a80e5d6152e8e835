package migrate

import (
	"strings"

	"github.com/weftql/weft/gateway/metadata/difference"
	"github.com/weftql/weft/gateway/rehearsal"
	"github.com/weftql/weft/planner/schemadiff"
)

// listedChanges is how many changes of a schema a person is shown.
const listedChanges = 20

func (w *planWriter) metadata(m *rehearsal.Metadata) {
	if len(m.Changes)+len(m.NewlyInconsistent)+len(m.Warnings) == 0 {
		return
	}
	w.line("Metadata: %s", counted(len(m.Changes), "change"))
	for _, c := range m.Changes {
		switch c.Kind {
		case difference.Added:
			w.line("  %s", w.good("+ "+c.Object))
		case difference.Removed:
			w.line("  %s", w.bad("- "+c.Object))
		default:
			w.line("  ~ %s: %s", c.Object, strings.Join(c.Keys, ", "))
		}
	}
	for _, warning := range m.Warnings {
		w.line("  %s %s", w.careful("warning:"), warning.Message)
	}
	for i := range m.NewlyInconsistent {
		in := &m.NewlyInconsistent[i]
		w.line("  %s %s: %s", w.bad("will not work:"), strings.Join(in.Names(), ", "), in.Reason)
	}
}

func (w *planWriter) schema(s *rehearsal.Schema) {
	others := len(s.Changes) + s.Omitted - s.Breaking
	w.line("Schema of %s: %s, %s", strings.Join(s.Roles, ", "), counted(s.Breaking, "breaking change"), counted(others, "other change"))
	shown := 0
	for _, c := range s.Changes {
		if c.Severity == schemadiff.Safe || shown == listedChanges {
			break // the worst ones come first
		}
		shown++
		mark := w.careful("careful ")
		if c.Severity == schemadiff.Breaking {
			mark = w.bad("breaking")
		}
		w.line("  %s %s", mark, c.Message)
	}
	if s.Breaking > shown {
		w.line("  and %d more (--output json)", s.Breaking-shown)
	}
}

func (w *planWriter) operations(list []rehearsal.Operation) {
	if len(list) == 0 {
		return
	}
	w.line("Saved operations: %d would not work as before", len(list))
	for i := range list {
		w.operation(&list[i])
	}
}

func (w *planWriter) operation(op *rehearsal.Operation) {
	text := op.Collection + "." + op.Query
	var used []string
	if op.AllowListed {
		used = append(used, "allow list")
	}
	for _, e := range op.Endpoints {
		used = append(used, "REST endpoint "+e)
	}
	if len(used) > 0 {
		text += " (" + strings.Join(used, ", ") + ")"
	}
	w.line("  %s", text)
	if len(op.Lost) > 0 {
		w.line("    %s %s", w.bad("lost:"), strings.Join(op.Lost, ", "))
	}
	for _, b := range op.Broken {
		for _, why := range b.Breaks {
			mark := w.bad("breaks")
			if why.Perhaps {
				mark = w.careful("may break")
			}
			w.line("    %s for %s: %s", mark, strings.Join(b.Roles, ", "), why.Message)
		}
	}
}
