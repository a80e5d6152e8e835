package history

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/weftql/weft/gateway/migrate/client"
)

// CatalogLedger keeps the versions in the server's catalog, as projects of version 3 do
// (contract/metadata-and-migrations.md 10.4).
type CatalogLedger struct {
	Client   *client.Client
	Database string
	// Server is the id of the catalog.
	Server string
	// Unknown is set when the server does not have the database yet.
	Unknown bool

	beside *bool // whether the catalog lies in the database itself
}

// state is the part of cli_state that this package reads; all else is kept.
type state struct {
	Migrations map[string]map[string]bool   `json:"migrations"`
	Settings   map[string]string            `json:"settings"`
	Copied     bool                         `json:"isStateCopyCompleted"`
	Checksums  map[string]map[string]string `json:"checksums"`

	others map[string]json.RawMessage
}

// read returns the state unless migrations are switched off.
func (l *CatalogLedger) read(ctx context.Context) (*state, error) {
	s, err := l.load(ctx)
	if err == nil && s.mode() != modeOn {
		err = ErrDisabled
	}
	return s, err
}

func (l *CatalogLedger) load(ctx context.Context) (*state, error) {
	stored, err := l.Client.CatalogState(ctx)
	if err != nil {
		return nil, err
	}
	s := &state{}
	if len(stored.CLI) > 0 {
		if err := errors.Join(json.Unmarshal(stored.CLI, s), json.Unmarshal(stored.CLI, &s.others)); err != nil {
			return nil, fmt.Errorf("the migration state on the server is not understood: %w", err)
		}
	}
	return s, nil
}

func (s *state) mode() string {
	if mode, ok := s.Settings[modeSetting]; ok {
		return mode
	}
	return modeOn
}

// Mode reads the setting.
func (l *CatalogLedger) Mode(ctx context.Context) (string, error) {
	s, err := l.load(ctx)
	if err != nil {
		return "", err
	}
	return s.mode(), nil
}

// SetMode changes the setting and nothing else.
func (l *CatalogLedger) SetMode(ctx context.Context, mode string) error {
	s, err := l.load(ctx)
	if err != nil {
		return err
	}
	s.setMode(mode)
	return l.write(ctx, s)
}

func (s *state) setMode(mode string) {
	if s.Settings == nil {
		s.Settings = map[string]string{}
	}
	s.Settings[modeSetting] = mode
}

func (l *CatalogLedger) write(ctx context.Context, s *state) error {
	all := map[string]any{}
	for key, value := range s.others {
		all[key] = value
	}
	s.setMode(s.mode())
	if s.Migrations == nil {
		s.Migrations = map[string]map[string]bool{}
	}
	all["migrations"], all["settings"], all["isStateCopyCompleted"] = s.Migrations, s.Settings, s.Copied
	if len(s.Checksums) > 0 {
		all["checksums"] = s.Checksums
	}
	return l.Client.SetCatalogState(ctx, all)
}

// Prepare takes over, the first time, the versions that a project of version 2 has left in
// the database.
func (l *CatalogLedger) Prepare(ctx context.Context) error {
	s, err := l.read(ctx)
	if err != nil || s.Copied {
		return err
	}
	return l.takeOver(ctx, s)
}

// TakeOver takes over the versions that a project of version 2 has left in the database,
// even if that was done before.
func (l *CatalogLedger) TakeOver(ctx context.Context) error {
	s, err := l.read(ctx)
	if err != nil {
		return err
	}
	return l.takeOver(ctx, s)
}

func (l *CatalogLedger) takeOver(ctx context.Context, s *state) error {
	if err := l.addInherited(ctx, s); err != nil {
		return err
	}
	s.Copied = true
	return l.write(ctx, s)
}

// Applied reads the versions, with those that Prepare would take over.
func (l *CatalogLedger) Applied(ctx context.Context) (map[uint64]bool, error) {
	s, err := l.read(ctx)
	if err == nil && !s.Copied {
		err = l.addInherited(ctx, s)
	}
	if err != nil {
		return nil, err
	}
	applied, err := versions(s.Migrations[l.Database])
	for v := range applied {
		applied[v] = true // a version that is there is applied, whether it is dirty or not
	}
	return applied, err
}

func (l *CatalogLedger) addInherited(ctx context.Context, s *state) error {
	if l.Unknown || len(s.Migrations[l.Database]) > 0 {
		return nil
	}
	applied, err := (&TableLedger{Client: l.Client, Database: l.Database}).Applied(ctx)
	for v := range applied {
		s.set(l.Database, v, "")
	}
	return err
}

// versions reads the keys of a part of the state.
func versions[T any](recorded map[string]T) (map[uint64]T, error) {
	out := make(map[uint64]T, len(recorded))
	for text, value := range recorded {
		v, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("the server has a migration of version %q", text)
		}
		out[v] = value
	}
	return out, nil
}

func (s *state) set(database string, v uint64, checksum string) {
	key := strconv.FormatUint(v, 10)
	put(&s.Migrations, database, key, false)
	if checksum != "" {
		put(&s.Checksums, database, key, checksum)
	}
}

func put[T any](at *map[string]map[string]T, database, key string, value T) {
	if *at == nil {
		*at = map[string]map[string]T{}
	}
	if (*at)[database] == nil {
		(*at)[database] = map[string]T{}
	}
	(*at)[database][key] = value
}

// Record changes the state as the contract says: read, modify, write.
func (l *CatalogLedger) Record(ctx context.Context, step Step) error {
	s, err := l.read(ctx)
	if err != nil {
		return err
	}
	key := strconv.FormatUint(step.Version, 10)
	_, there := s.Migrations[l.Database][key]
	if there == (step.Direction == Up) {
		return nil // it was recorded in the migration's own transaction
	}
	if step.Direction == Up {
		s.set(l.Database, step.Version, step.checksum())
	} else {
		delete(s.Migrations[l.Database], key)
		delete(s.Checksums[l.Database], key)
	}
	return l.write(ctx, s)
}

// recordUp and recordDown change one version in the state: database and version are given
// three and two times.
const (
	recordUp = `update hdb_catalog.hdb_version set cli_state = cli_state || pg_catalog.jsonb_build_object(
  'migrations', coalesce(cli_state->'migrations', '{}') || pg_catalog.jsonb_build_object(%[1]s::text, coalesce(cli_state->'migrations'->%[1]s, '{}') || pg_catalog.jsonb_build_object(%[2]s::text, false)),
  'checksums', coalesce(cli_state->'checksums', '{}') || pg_catalog.jsonb_build_object(%[1]s::text, coalesce(cli_state->'checksums'->%[1]s, '{}') || pg_catalog.jsonb_build_object(%[2]s::text, %[3]s::text)))`
	isRecorded = `(select coalesce(cli_state->'migrations'->%[1]s ? %[2]s, false) from hdb_catalog.hdb_version)`
	recordDown = `update hdb_catalog.hdb_version set cli_state = cli_state #- array['migrations', %[1]s, %[2]s] #- array['checksums', %[1]s, %[2]s]`
)

// Recording is possible when the catalog lies in the migrated database.
func (l *CatalogLedger) Recording(ctx context.Context, step Step) (before, record string, err error) {
	if l.beside == nil {
		same, err := l.liesBeside(ctx)
		if err != nil {
			return "", "", err
		}
		l.beside = &same
	}
	if !*l.beside {
		return "", "", nil
	}
	database, version := literal(l.Database), literal(strconv.FormatUint(step.Version, 10))
	before = claim(step, l.Database, fmt.Sprintf(isRecorded, database, version))
	if step.Direction == Down {
		return before, fmt.Sprintf(recordDown, database, version), nil
	}
	return before, fmt.Sprintf(recordUp, database, version, literal(step.checksum())), nil
}

// liesBeside finds the server's catalog in the migrated database.
func (l *CatalogLedger) liesBeside(ctx context.Context) (bool, error) {
	ask := func(sql string) (string, error) {
		rows, err := l.Client.RunSQL(ctx, client.SQLArgs{SQL: sql, Source: l.Database, ReadOnly: true})
		if err != nil || len(rows) != 1 || len(rows[0]) != 1 {
			return "", err
		}
		return rows[0][0], nil
	}
	exists, err := ask(`select pg_catalog.to_regclass('hdb_catalog.hdb_version') is not null`)
	if err != nil || exists != "t" {
		return false, err
	}
	id, err := ask(`select hasura_uuid from hdb_catalog.hdb_version`)
	return id == l.Server && l.Server != "", err
}
