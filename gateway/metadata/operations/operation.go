package operations

import (
	"encoding/json"
	"fmt"

	"github.com/weftql/weft/planner"
)

// Operation is a command that edits metadata.
type Operation struct {
	Name string
	// Decode reads the arguments, which stand at path. Its errors are *planner.Faults.
	Decode func(args json.RawMessage, path *planner.Path) (Edit, error)
}

// Edit changes a draft. Its error is a *planner.Fault, whose path is empty unless it is
// somewhere below the arguments; the draft is then of no use any more.
type Edit func(d *Draft) (Outcome, error)

// Outcome is what an edit did.
type Outcome struct {
	// Objects are what was created or altered, named as inconsistencies name them. None means
	// that something was removed: section 4.1 words new inconsistencies differently then.
	Objects []string
	// Code is the code of the refusal when one of Objects is inconsistent, whose reason is
	// then told without its prefix; "" is invalid-configuration.
	Code string
	// Tolerated are objects that may be inconsistent.
	Tolerated []string
	// Answer is the command's answer; nil is {"message":"success"}.
	Answer json.RawMessage
	// Warnings are told with the answer.
	Warnings []Warning
	// Reread names what has to be asked again before the epoch is built.
	Reread Reread
	// Released are databases that the document names no more: what the catalog keeps in
	// them is dropped (section 5.1).
	Released []string
	// ClearedActions are dropped actions whose log goes too.
	ClearedActions []string
	// Attempts are the parts of an edit that stand alone: those that turn out inconsistent
	// are undone and warned about, the rest stays (track_tables). Judge then tells whether
	// that will do.
	Attempts []Attempt
	Judge    func(done int, warnings []Warning) error
}

// Attempt is one part of an edit of many.
type Attempt struct {
	// Object is what the part creates, named as inconsistencies name it.
	Object string
	// Undo takes the part back.
	Undo func(d *Draft)
	// Warning tells that it was undone; its message is completed with the reason.
	Warning Warning
}

// Reread names peers that may hold something else than when the epoch before was built.
type Reread struct {
	Databases     Names
	RemoteSchemas Names
}

// Add returns the union of two.
func (r Reread) Add(s Reread) Reread {
	return Reread{Databases: r.Databases.Add(s.Databases), RemoteSchemas: r.RemoteSchemas.Add(s.RemoteSchemas)}
}

// Names is a set of names that may be all there are.
type Names struct {
	All  bool
	Some []string
}

// Has tells whether name is in the set.
func (n Names) Has(name string) bool {
	for _, s := range n.Some {
		if s == name {
			return true
		}
	}
	return n.All
}

// Add returns the union of two sets.
func (n Names) Add(m Names) Names {
	out := Names{All: n.All || m.All, Some: append([]string(nil), n.Some...)}
	for _, name := range m.Some {
		if !out.Has(name) {
			out.Some = append(out.Some, name)
		}
	}
	return out
}

// Warning is told with an answer (contract/metadata-and-migrations.md section 4).
type Warning struct {
	Message string `json:"message"`
	Type    string `json:"type"`
	Name    string `json:"name"`
	Code    string `json:"code"`
}

// Codes of faults that only metadata commands raise.
const (
	CodeAlreadyTracked     = "already-tracked"
	CodeAlreadyUntracked   = "already-untracked"
	CodeDependencyError    = "dependency-error"
	CodeCyclicDependency   = "cyclic-dependency"
	CodeMetadataWarnings   = "metadata-warnings"
	CodeInvalidConfig      = "invalid-configuration"
	CodeBusy               = "busy"
	CodeMethodNotAllowed   = "method-not-allowed"
	CodeConflictingRemotes = "remote-schema-conflicts"
)

// fault is an error at the arguments themselves: who runs the edit knows where they stand.
func fault(code, format string, args ...any) error {
	return &planner.Fault{Code: code, Message: fmt.Sprintf(format, args...)}
}

// altered is the outcome of an edit that created or altered one object.
func altered(object string) (Outcome, error) { return Outcome{Objects: []string{object}}, nil }

// removed is the outcome of an edit that removed something.
func removed() (Outcome, error) { return Outcome{}, nil }

// stored is the outcome of an edit of a section that cannot be inconsistent.
func stored() (Outcome, error) { return Outcome{}, nil }
