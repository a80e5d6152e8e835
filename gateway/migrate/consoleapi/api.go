package consoleapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"

	"github.com/weftql/weft/gateway/migrate/client"
	"github.com/weftql/weft/gateway/migrate/history"
)

// maxBody bounds a request.
const maxBody = 64 << 20

// Handler serves the API to those whom the site admits. It is safe for concurrent use:
// requests wait for each other.
func Handler(p Project, site Site) http.Handler {
	a := &api{project: p}
	mux := http.NewServeMux()
	for _, route := range []struct {
		pattern string
		do      func(r *http.Request) (any, error)
	}{
		{"GET /apis/migrate", a.versions},
		{"POST /apis/migrate", a.migrate},
		{"GET /apis/migrate/settings", a.mode},
		{"PUT /apis/migrate/settings", a.setMode},
		{"POST /apis/migrate/squash/create", a.squash},
		{"POST /apis/migrate/squash/delete", a.remove},
		{"GET /apis/metadata", a.export},
		{"POST /apis/metadata", a.run},
	} {
		mux.HandleFunc(route.pattern, func(w http.ResponseWriter, r *http.Request) { a.serve(w, r, route.do) })
	}
	return site.Guard(mux)
}

type api struct {
	project Project
	turn    sync.Mutex // held while the project is at work
}

func (a *api) serve(w http.ResponseWriter, r *http.Request, do func(*http.Request) (any, error)) {
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	a.turn.Lock()
	answer, err := do(r)
	a.turn.Unlock()
	status := http.StatusOK
	if err != nil {
		status, answer = refusal(err)
	}
	send(w, status, answer)
}

func send(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer) // the client may be gone; there is nobody to tell
}

// object is an answer.
type object map[string]any

// refusal is the status and body of an error, as the original has them: what the server
// refused is the caller's fault, all else is internal.
func refusal(err error) (status int, answer object) {
	status, code := http.StatusInternalServerError, "internal_error"
	var refused *client.Error
	switch {
	case errors.As(err, &refused):
		status, code = http.StatusBadRequest, "data_api_error"
	case errors.Is(err, history.ErrDisabled):
		status, code = http.StatusBadRequest, "migration_mode_disabled"
	case errors.Is(err, ErrRecorded):
		status, code = http.StatusBadRequest, "migration_mode_enabled"
	case errors.Is(err, ErrRequest):
		code = "request_parse_error"
	}
	return status, object{"code": code, "message": err.Error()}
}

// read decodes the body.
func read(r *http.Request, into any) error {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(body, into)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRequest, err)
	}
	return nil
}

func (a *api) versions(r *http.Request) (any, error) {
	list, err := a.project.Versions(r.Context(), r.URL.Query().Get("datasource"))
	if err != nil {
		return nil, err
	}
	index, status := make([]uint64, len(list)), object{}
	for i, v := range list {
		index[i] = v.Version
		status[strconv.FormatUint(v.Version, 10)] = object{"database_status": v.Database, "source_status": v.Folder}
	}
	return object{"migrations": index, "status": status}, nil
}

func (a *api) migrate(r *http.Request) (any, error) {
	var c Change
	if err := read(r, &c); err != nil {
		return nil, err
	}
	// What runs must be recorded, whether or not the client waits for it.
	name, err := a.project.Migrate(context.WithoutCancel(r.Context()), &c)
	return object{"name": name}, err
}

// setting is the one setting there is.
const setting = "migration_mode"

func (a *api) mode(r *http.Request) (any, error) {
	mode, err := a.project.Mode(r.Context())
	return object{setting: mode}, err
}

func (a *api) setMode(r *http.Request) (any, error) {
	var set struct{ Name, Value string }
	if err := read(r, &set); err != nil {
		return nil, err
	}
	if set.Name != setting || set.Value != "true" && set.Value != "false" {
		return nil, fmt.Errorf("%w: %s can be set, to true or false", ErrRequest, setting)
	}
	return object{"message": "Successfully set"}, a.project.SetMode(r.Context(), set.Value)
}

func (a *api) squash(r *http.Request) (any, error) {
	want := struct {
		Name       string
		From       uint64
		Datasource string
	}{Name: "default_squash"}
	if err := read(r, &want); err != nil {
		return nil, err
	}
	version, members, err := a.project.Squash(r.Context(), want.Datasource, want.Name, want.From)
	return object{"version": version, "squashed_migrations": members}, err
}

func (a *api) remove(r *http.Request) (any, error) {
	var want struct {
		Migrations []uint64
		Datasource string
	}
	if err := read(r, &want); err != nil {
		return nil, err
	}
	return object{"message": "Migrations deleted"}, a.project.Delete(r.Context(), want.Datasource, want.Migrations)
}

func (a *api) export(r *http.Request) (any, error) {
	return object{"metadata": "Success"}, a.project.Export(r.Context(), r.URL.Query().Get("export") == "true")
}

func (a *api) run(r *http.Request) (any, error) {
	var c Change
	if err := read(r, &c); err != nil {
		return nil, err
	}
	return object{"message": "Success"}, a.project.Run(context.WithoutCancel(r.Context()), c.Database, c.Up)
}
