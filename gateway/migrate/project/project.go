package project

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"go.yaml.in/yaml/v4"
)

// fileName is the file that makes a directory a project.
const fileName = "config.yaml"

// Project is a directory with its settings.
type Project struct {
	Dir string
	Settings
}

// Options say where a project is looked for and what stands above its file.
type Options struct {
	// Dir is where the search begins, and then walks up; "" is the working directory.
	Dir string
	// EnvFile is read as a shell's variables unless it is missing; a relative name is below
	// the project. It does not override the environment.
	EnvFile string
	// Lookup finds environment variables.
	Lookup func(name string) (string, bool)
	// Flags are the settings given on the command line, by key.
	Flags map[string]string
}

// Load finds the project and reads its settings: flags, environment, .env, file, default
// (contract/metadata-and-migrations.md 10.1).
func Load(o Options) (*Project, error) {
	dir, err := find(o.Dir)
	if err != nil {
		return nil, err
	}
	p := &Project{Dir: dir}
	file, err := readConfig(filepath.Join(dir, fileName))
	if err != nil {
		return nil, err
	}
	shell, err := readEnvFile(dir, o.EnvFile)
	if err != nil {
		return nil, err
	}
	err = p.fill(
		func(name string) (string, bool) { v, ok := o.Flags[name]; return v, ok },
		func(name string) (string, bool) { return o.Lookup(variable(name)) },
		func(name string) (string, bool) { v, ok := shell[variable(name)]; return v, ok },
		func(name string) (string, bool) { v, ok := file[name]; return v, ok },
	)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Join(dir, fileName), err)
	}
	return p, nil
}

// find walks up from a directory to the first one with a config.yaml.
func find(start string) (string, error) {
	dir, err := filepath.Abs(start)
	if err != nil {
		return "", err
	}
	for {
		info, err := os.Stat(filepath.Join(dir, fileName))
		if err == nil && !info.IsDir() {
			return dir, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("%s is not in a project: no %s there or in a parent directory (see weft init)", cmp.Or(start, "this directory"), fileName)
		}
		dir = parent
	}
}

// readConfig returns the scalars of config.yaml by dotted key.
func readConfig(name string) (map[string]string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	keys := map[string]string{}
	if len(doc.Content) > 0 {
		collect(keys, "", doc.Content[0])
	}
	return keys, nil
}

func collect(keys map[string]string, prefix string, n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && n.ShortTag() != "!!null" {
		keys[prefix] = n.Value
	}
	if n.Kind != yaml.MappingNode {
		return
	}
	if prefix != "" {
		prefix += "."
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		collect(keys, prefix+n.Content[i].Value, n.Content[i+1])
	}
}

// MetadataPath is where the metadata lies: a directory, or the file of the project's own
// choice, or migrations/metadata.yaml in a project of version 1.
func (p *Project) MetadataPath() (name string, isFile bool) {
	switch {
	case p.MetadataFile != "":
		return p.in(p.MetadataFile), true
	case p.Version == 1:
		return filepath.Join(p.in(p.MigrationsDirectory), "metadata.yaml"), true
	}
	return p.in(p.MetadataDirectory), false
}

// MigrationsPath is the directory of a database's migrations. Before version 3 projects had
// one database and no directory for it.
func (p *Project) MigrationsPath(database string) string {
	return p.perDatabase(p.MigrationsDirectory, database)
}

// SeedsPath is the directory of a database's seeds.
func (p *Project) SeedsPath(database string) string {
	return p.perDatabase(p.SeedsDirectory, database)
}

func (p *Project) perDatabase(dir, database string) string {
	if p.Version < 3 {
		return p.in(dir)
	}
	return filepath.Join(p.in(dir), database)
}

func (p *Project) in(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.Dir, name)
}

func readEnvFile(dir, name string) (map[string]string, error) {
	if name == "" {
		return map[string]string{}, nil
	}
	if !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return map[string]string{}, nil
	}
	if err != nil {
		return nil, err
	}
	return parseEnvFile(string(data)), nil
}
