package metadata

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
)

// decode reads exactly one JSON value into v and refuses unknown keys.
func decode(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("unexpected data after the value")
	}
	return nil
}

var graphQLName = regexp.MustCompile(`^[_A-Za-z][_0-9A-Za-z]*$`)

// checkName refuses a name under key that is missing or that GraphQL does not have.
func checkName(key, name string) error {
	switch {
	case name == "":
		return absent(key)
	case !graphQLName.MatchString(name):
		return fmt.Errorf("%q is not valid GraphQL name", name)
	}
	return nil
}

// decodeNamed is decode of a value whose name, a part of v that stands under key, must be one
// that GraphQL has.
func decodeNamed(data []byte, v any, key string, name *string) error {
	if err := decode(data, v); err != nil {
		return err
	}
	return checkName(key, *name)
}

// absent is the contract's text for a key that must be there
// (contract/metadata-and-migrations.md 1.1).
func absent(key string) error { return fmt.Errorf("the key '%s' was not present", key) }
