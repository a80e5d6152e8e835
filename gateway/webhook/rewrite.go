package webhook

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/weftql/weft/gateway/kriti"
	"github.com/weftql/weft/planner"
)

// rewrite is what becomes of a body: a new one, none, or a form.
type rewrite struct {
	template *kriti.Template
	form     []pair
	remove   bool
}

// maxRewritten bounds a body that a template makes.
const maxRewritten = 64 << 20

var errTooLarge = errors.New("the body is too large")

// parseRewrite reads `body`: in version 1 a template, in version 2 an action. nil keeps the
// body.
func parseRewrite(data json.RawMessage, version int, response bool) (*rewrite, error) {
	if absent(data) {
		return nil, nil //nolint:nilnil // an absent one is no error
	}
	if version == 1 {
		var template string
		if err := json.Unmarshal(data, &template); err != nil {
			return nil, errors.New("expected the body of a transform of version 1 to be a string")
		}
		return parseTemplate(template, response)
	}
	var v struct {
		Action   string          `json:"action"`
		Template *string         `json:"template"`
		Form     json.RawMessage `json:"form_template"`
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return nil, errors.New("expected the body of a transform of version 2 to be an object")
	}
	switch v.Action {
	case "remove":
		return &rewrite{remove: true}, nil
	case "transform":
		if v.Template == nil {
			return nil, errors.New("the key 'template' was not present")
		}
		return parseTemplate(*v.Template, response)
	case "x_www_form_urlencoded":
		form, err := parsePairs(v.Form)
		if e := (*TransformError)(nil); errors.As(err, &e) {
			e.Response = response
		}
		if form == nil {
			form = []pair{}
		}
		return &rewrite{form: form}, err
	}
	return nil, fmt.Errorf("unknown action of a body transform: %q", v.Action)
}

func parseTemplate(text string, response bool) (*rewrite, error) {
	t, err := kriti.Parse(text)
	if err != nil {
		return nil, failedTransform(response, err)
	}
	return &rewrite{template: t}, nil
}

// apply returns the new body; nil is none. A form is its text.
func (b *rewrite) apply(vars kriti.Vars) ([]byte, error) {
	switch {
	case b.remove:
		return nil, nil
	case b.form != nil:
		text, err := formText(b.form, vars)
		return []byte(text), err
	}
	v, err := b.template.Eval(vars)
	if err != nil {
		return nil, err
	}
	body, ok := kriti.AppendJSON(nil, v, maxRewritten)
	if !ok {
		return nil, errTooLarge
	}
	return body, nil
}

// formText evaluates the pairs of a form or a query string, and leaves out those whose key
// or value is `null`.
func formText(pairs []pair, vars kriti.Vars) (string, error) {
	var parts []string
	size := 0
	for _, p := range pairs {
		key, err := text(p.key, vars)
		if err != nil {
			return "", err
		}
		part := escape(key)
		if p.value != nil {
			value, err := text(p.value, vars)
			if err != nil {
				return "", err
			}
			if value == "null" {
				continue
			}
			part += "=" + escape(value)
		}
		if size += len(part); size > maxRewritten {
			return "", errTooLarge
		}
		if key != "null" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, "&"), nil
}

// text evaluates a template that is the inside of a string.
func text(t *kriti.Template, vars kriti.Vars) (string, error) {
	v, err := t.Eval(vars)
	if err != nil {
		return "", err
	}
	if v.Kind != planner.String {
		return "", errors.New("Template must produce a String, Number, or Boolean value")
	}
	return v.Text, nil
}
