package migrate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"

	"github.com/weftql/weft/gateway/migrate/client"
	"github.com/weftql/weft/gateway/migrate/project"
)

// Directories are where the parts of a project lie that are applied when a server starts.
type Directories struct{ Metadata, Migrations, Seeds string }

// AtStart does what the image that applies a project when it starts does
// (contract/metadata-and-migrations.md 10.6): metadata, migrations of all databases, seeds of
// the database default, each only if its directory exists, with a reload after the last two.
// The first failure ends it. The server is reached through its handler, which must take
// every request for one of admin; progress is written to notes, a line per step.
func AtStart(ctx context.Context, server http.Handler, d Directories, notes io.Writer) error {
	p, err := d.project()
	if err != nil {
		return err
	}
	s := &session{project: p, client: client.Over(inProcess{server}, &p.Settings), out: io.Discard, notes: notes}
	steps := []struct {
		dir string
		do  []func(context.Context) error
	}{
		{p.MetadataDirectory, []func(context.Context) error{s.applyProject}},
		{p.MigrationsDirectory, []func(context.Context) error{s.greet, func(ctx context.Context) error { return s.migrateAll(ctx, transactionFlags{}) }, s.reload}},
		{p.SeedsDirectory, []func(context.Context) error{func(ctx context.Context) error { return s.seed(ctx, defaultDatabase, nil) }, s.reload}},
	}
	for _, step := range steps {
		if _, err := os.Stat(step.dir); errors.Is(err, fs.ErrNotExist) {
			continue
		}
		for _, do := range step.do {
			if err := do(ctx); err != nil {
				return fmt.Errorf("applying %s: %w", step.dir, err)
			}
		}
	}
	return nil
}

// project is a project of version 3 that is made of the directories.
func (d Directories) project() (*project.Project, error) {
	p := &project.Project{Settings: project.Defaults()}
	for _, dir := range []struct {
		at   *string
		name string
	}{{&p.MetadataDirectory, d.Metadata}, {&p.MigrationsDirectory, d.Migrations}, {&p.SeedsDirectory, d.Seeds}} {
		var err error
		if *dir.at, err = filepath.Abs(dir.name); err != nil {
			return nil, err
		}
	}
	return p, nil
}
