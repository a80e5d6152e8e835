package migrate_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"regexp"
	"slices"
)

// readByTheOriginal decodes an answer into what the original's command line decodes it into,
// and checks what it relies on without a look.
func readByTheOriginal(path, body string, resp *http.Response, answer []byte) error {
	kind, _, err := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	if err != nil {
		return err
	}
	if kind == "application/json" && !json.Valid(answer) { // it is indented before it is read
		return errors.New("no JSON")
	}
	if resp.StatusCode != http.StatusOK {
		return readError(answer)
	}
	var call struct {
		Type    string
		Version int
		Args    json.RawMessage
	}
	if body != "" {
		if err := json.Unmarshal([]byte(body), &call); err != nil {
			return err
		}
	}
	if call.Type == "" {
		call.Type = path
	}
	if read := answerReaders[fmt.Sprintf("%s %d", call.Type, call.Version)]; read != nil {
		return read(answer)
	}
	return nil
}

// answerReaders are the answers that are decoded, by the call's type and version, or by its
// path. Of the others only the status is looked at.
var answerReaders = map[string]func([]byte) error{
	"/v1/version 0":               readVersion,
	"/v1alpha1/config 0":          readConfig,
	"export_metadata 0":           readExport,
	"get_catalog_state 0":         readCatalogState,
	"run_sql 0":                   readRunSQL,
	"replace_metadata 2":          readReplaced,
	"get_inconsistent_metadata 0": readInconsistencies,
}

// readVersion is cli/version: a version that is no semantic one turns features off.
func readVersion(answer []byte) error {
	var v struct {
		Version    string
		ServerType *string `json:"server_type"`
	}
	if err := json.Unmarshal(answer, &v); err != nil {
		return err
	}
	if !regexp.MustCompile(`^v2\.\d+\.\d+$`).MatchString(v.Version) {
		return fmt.Errorf("version %s", v.Version)
	}
	return nil
}

func readConfig(answer []byte) error {
	var v struct {
		ConsoleAssetsDir string `json:"console_assets_dir"`
	}
	return json.Unmarshal(answer, &v)
}

// sectionsOfTheOriginal are the only ones that cli/internal/metadatautil takes over.
var sectionsOfTheOriginal = []string{
	"version", "sources", "actions", "custom_types", "remote_schemas", "query_collections", "allowlist", "cron_triggers",
	"network", "api_limits", "rest_endpoints", "inherited_roles", "opentelemetry", "backend_configs",
	"graphql_schema_introspection", "metrics_config",
}

// readExport is cli/cli.go and cli/internal/metadatautil: version 3, sources with a name and a
// kind that it knows, and actions whose kind survives a way through its types.
func readExport(answer []byte) error {
	var all map[string]json.RawMessage
	var v struct {
		Version int
		Sources []struct{ Name, Kind string }
		Actions []struct {
			Definition struct {
				Kind, Type, Handler string
				Timeout             int
			}
		}
	}
	if err := errors.Join(json.Unmarshal(answer, &all), json.Unmarshal(answer, &v)); err != nil {
		return err
	}
	for key := range all {
		if !slices.Contains(sectionsOfTheOriginal, key) {
			return fmt.Errorf("it would lose the section %s", key)
		}
	}
	if v.Version != 3 || all["sources"] == nil {
		return errors.New("no document of version 3 with sources")
	}
	for _, s := range v.Sources {
		if s.Name == "" || s.Kind != "postgres" {
			return fmt.Errorf("source %q of kind %q", s.Name, s.Kind)
		}
	}
	for _, a := range v.Actions {
		if a.Definition.Type != "query" && a.Definition.Kind == "" {
			return errors.New("it would write a mutation of kind \"\"")
		}
	}
	return nil
}

// readCatalogState is cli/internal/statestore, which does not ask whether there is a state.
func readCatalogState(answer []byte) error {
	var v struct {
		ID       string
		CLIState *struct {
			Migrations           map[string]map[string]bool
			Settings             map[string]string
			IsStateCopyCompleted bool
		} `json:"cli_state"`
	}
	if err := json.Unmarshal(answer, &v); err != nil {
		return err
	}
	if v.ID == "" || v.CLIState == nil {
		return errors.New("no id or no state")
	}
	return nil
}

// readRunSQL is cli/internal/hasura: cells are texts, and the row of names is always there.
func readRunSQL(answer []byte) error {
	var v struct {
		ResultType string `json:"result_type"`
		Result     [][]string
	}
	if err := json.Unmarshal(answer, &v); err != nil {
		return err
	}
	if v.ResultType != "CommandOk" && (v.ResultType != "TuplesOk" || len(v.Result) == 0) {
		return fmt.Errorf("%s with %d rows", v.ResultType, len(v.Result))
	}
	return nil
}

func readReplaced(answer []byte) error {
	var v struct {
		IsConsistent *bool `json:"is_consistent"`
	}
	if err := json.Unmarshal(answer, &v); err != nil {
		return err
	}
	if v.IsConsistent == nil {
		return errors.New("it would warn of inconsistent metadata")
	}
	return nil
}

// readInconsistencies is cli/internal/projectmetadata, which prints what is not there as N/A.
func readInconsistencies(answer []byte) error {
	var v struct {
		IsConsistent *bool `json:"is_consistent"`
		Objects      []struct {
			Definition   struct{ Name string }
			Reason, Type string
		} `json:"inconsistent_objects"`
	}
	if err := json.Unmarshal(answer, &v); err != nil {
		return err
	}
	if v.IsConsistent == nil || v.Objects == nil {
		return errors.New("no consistency or no objects")
	}
	for _, o := range v.Objects {
		if o.Definition.Name == "" || o.Reason == "" || o.Type == "" {
			return fmt.Errorf("it would print N/A: %+v", o)
		}
	}
	return nil
}

// readError is cli/migrate/database/hasuradb HasuraError, whose internal is one object, or a
// list of them, or something that is not printed.
func readError(answer []byte) error {
	var v struct {
		Path, Error, Message, Code string
		Internal                   json.RawMessage
	}
	if err := json.Unmarshal(answer, &v); err != nil {
		return err
	}
	if v.Path == "" || v.Error == "" || v.Code == "" {
		return errors.New("an error without path, message or code")
	}
	switch {
	case len(v.Internal) == 0:
		return nil
	case v.Internal[0] == '{':
		return json.Unmarshal(v.Internal, new(internalError))
	case v.Internal[0] == '[':
		return json.Unmarshal(v.Internal, new([]internalError))
	}
	return nil
}

type internalError struct {
	Definition   any
	Reason, Type string
	Arguments    []string
	Prepared     bool
	Statement    string
	Error        *struct {
		StatusCode, ExecStatus, Message, Description, Hint string
	}
}
