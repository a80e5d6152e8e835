package api

import (
	"encoding/json"
	"fmt"
	"net/http"

	"github.com/weftql/weft/gateway/roles"
	"github.com/weftql/weft/gateway/server/border"
	"github.com/weftql/weft/planner"
)

// fault is an error at the arguments of a command.
func fault(code, format string, args ...any) *planner.Fault {
	return &planner.Fault{Code: code, Message: fmt.Sprintf(format, args...)}
}

func readOnly() error {
	return &planner.Fault{Code: planner.CodeNotSupported, Message: "metadata cannot be modified in read-only mode", Path: "$"}
}

// noCatalog refuses what is kept in the catalog when the metadata is a directory.
func noCatalog() error {
	return fault(planner.CodeNotSupported, "this server has no metadata database")
}

func maintenance() error {
	return &planner.Fault{Code: planner.CodeUnexpected, Message: "metadata cannot be modified in maintenance mode", Path: "$",
		Status: http.StatusInternalServerError}
}

// conflict is the fault of a version that is not the stored one any more (section 4).
func conflict(version int) error {
	return &planner.Fault{Code: border.CodeConflict, Path: "$", Status: http.StatusConflict,
		Message: fmt.Sprintf("metadata resource version referenced (%d) did not match current version", version)}
}

// inconsistent is a fault that shows what is inconsistent.
func inconsistent(f *planner.Fault, list []roles.Inconsistency) error {
	internal, err := json.Marshal(list)
	if err != nil {
		return err
	}
	f.Internal = internal
	return f
}
