package outgoing

import (
	"fmt"
	"net/url"
	"strings"
)

// Env looks up an environment variable.
type Env func(name string) (value string, set bool)

// Template is text in which `{{NAME}}` stands for an environment variable
// (contract/events-actions-rest.md 5). It is shown to clients and in logs as it is written,
// never resolved: variables hold secrets.
type Template string

// UnsetError lists environment variables a template needs and nobody has set.
type UnsetError struct{ Names []string }

// Error is the contract's text.
func (e *UnsetError) Error() string {
	return "Value for environment variables not found: " + strings.Join(e.Names, ", ")
}

// Resolve returns the text with its variables put in, or an [*UnsetError].
func (t Template) Resolve(env Env) (string, error) {
	var out strings.Builder
	var unset []string
	rest := string(t)
	for {
		before, after, found := strings.Cut(rest, "{{")
		name, behind, closed := strings.Cut(after, "}}")
		out.WriteString(before)
		if !found {
			break
		}
		if !closed {
			out.WriteString("{{" + after)
			break
		}
		name = strings.TrimSpace(name)
		value, set := env(name)
		if !set {
			unset = append(unset, name)
		}
		out.WriteString(value)
		rest = behind
	}
	if unset != nil {
		return "", &UnsetError{Names: unset}
	}
	return out.String(), nil
}

// URL resolves the template to an absolute http or https address.
func (t Template) URL(env Env) (string, error) {
	text, err := t.Resolve(env)
	if err != nil {
		return "", err
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		// The parser's own text would show the resolved address.
		return "", fmt.Errorf("not a valid URI generated from the template: %s", t)
	}
	return text, nil
}
