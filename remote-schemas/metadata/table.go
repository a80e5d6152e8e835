package metadata

import "encoding/json"

// Table names a table. It is read as an object or, for schema `public`, as a bare name,
// and written as it was read.
type Table struct {
	Schema, Name string
	bare         bool
}

// UnmarshalJSON reads a table's name in either form.
func (t *Table) UnmarshalJSON(data []byte) error {
	var name string
	if json.Unmarshal(data, &name) == nil {
		*t = Table{Schema: "public", Name: name, bare: true}
		return nil
	}
	v := struct {
		Schema string `json:"schema"`
		Name   string `json:"name"`
	}{Schema: "public"}
	if err := decode(data, &v); err != nil {
		return err
	}
	if v.Name == "" {
		return absent("name")
	}
	*t = Table{Schema: v.Schema, Name: v.Name}
	return nil
}

// MarshalJSON writes the name in the form it was read in.
func (t Table) MarshalJSON() ([]byte, error) {
	if t.bare {
		return json.Marshal(t.Name)
	}
	return json.Marshal(struct {
		Schema string `json:"schema"`
		Name   string `json:"name"`
	}{t.Schema, t.Name})
}
