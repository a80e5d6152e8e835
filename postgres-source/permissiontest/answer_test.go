package permissiontest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// answerObject is an object of an answer with its members in order.
type answerObject struct {
	keys   []string
	values []any
}

// decode reads an answer: nil, bool, string, json.Number, []any or *answerObject.
func decode(raw []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	return decodeValue(d)
}

func decodeValue(d *json.Decoder) (any, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('['):
		return decodeList(d)
	case json.Delim('{'):
		return decodeObject(d)
	}
	return token, nil
}

func decodeList(d *json.Decoder) (any, error) {
	list := []any{}
	for d.More() {
		v, err := decodeValue(d)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.Token()
	return list, err
}

func decodeObject(d *json.Decoder) (any, error) {
	o := &answerObject{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		v, err := decodeValue(d)
		if err != nil {
			return nil, err
		}
		o.keys, o.values = append(o.keys, fmt.Sprint(key)), append(o.values, v)
	}
	_, err := d.Token()
	return o, err
}

// plain turns a decoded value into what encoding/json writes.
func plain(v any) any {
	switch v := v.(type) {
	case []any:
		list := make([]any, len(v))
		for i := range v {
			list[i] = plain(v[i])
		}
		return list
	case *answerObject:
		o := object{}
		for i, k := range v.keys {
			o[k] = plain(v.values[i])
		}
		return o
	}
	return v
}
