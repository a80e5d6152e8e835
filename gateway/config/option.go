package config

import (
	"strings"

	"github.com/spf13/pflag"
)

// prefix starts the names of the compatible variables.
const prefix = "HASURA_GRAPHQL_"

// option is one row of the table: everything that the command line, the environment and
// the help text need to know of one setting.
type option struct {
	flag  string   // without dashes; "" when only the environment sets it
	short string   // one letter, or ""
	env   []string // full names, the first one found counts; empty: none
	value value
	// bare marks a switch: on the command line it takes no argument, in the environment it
	// takes a boolean (contract/auth-and-server.md 1.2).
	bare bool
	// inverse marks a switch whose variable has the opposite, positive sense.
	inverse bool
	help    string

	given origin
}

// origin tells where a setting came from.
type origin uint8

const (
	byDefault origin = iota
	byEnvironment
	byFlag
)

// value parses a text into its place in an [Options].
type value interface {
	set(text string) error
	// kind names the type for the help text; fallback prints the default there.
	kind() string
	fallback() string
}

// place is a value of any type with its parser.
type place[T any] struct {
	at    *T
	parse func(string) (T, error)
	name  string // kind
	text  string // default as help prints it
}

func (p *place[T]) set(text string) error {
	v, err := p.parse(text)
	if err != nil {
		return err
	}
	*p.at = v
	return nil
}

func (p *place[T]) kind() string     { return p.name }
func (p *place[T]) fallback() string { return p.text }

// in returns a value stored at `at`. When fallback is not empty it is parsed and stored at
// once, so that the table is the only place where a default is written.
func in[T any](at *T, kind string, parse func(string) (T, error), fallback string) value {
	p := &place[T]{at: at, parse: parse, name: kind, text: fallback}
	if fallback != "" {
		if err := p.set(fallback); err != nil {
			panic("config: default " + fallback + " is not valid: " + err.Error())
		}
	}
	return p
}

// vars returns the full names of variables given without their prefix.
func vars(names ...string) []string {
	for i, name := range names {
		names[i] = prefix + name
	}
	return names
}

// addTo makes the option a flag of flags.
func (o *option) addTo(flags *pflag.FlagSet) {
	if o.flag == "" {
		return
	}
	f := flags.VarPF(flagValue{o}, o.flag, o.short, o.usage())
	if o.bare {
		f.NoOptDefVal = "true"
	}
}

func (o *option) usage() string {
	if len(o.env) == 0 {
		return o.help
	}
	return o.help + " [" + strings.Join(o.env, ", ") + "]"
}

// flagValue is an option as pflag sees it.
type flagValue struct{ option *option }

// Set stores what was given on the command line.
func (f flagValue) Set(text string) error {
	if f.option.inverse {
		on, err := ParseBool(text)
		if err != nil {
			return err
		}
		text = "true"
		if on {
			text = "false"
		}
	}
	f.option.given = byFlag
	return f.option.value.set(text)
}

// String prints the default in help texts; a switch has none worth printing.
func (f flagValue) String() string {
	if f.option == nil || f.option.bare {
		return ""
	}
	return f.option.value.fallback()
}

// Type names the kind of value in help texts.
func (f flagValue) Type() string {
	if f.option.bare {
		return "bool"
	}
	return f.option.value.kind()
}
