package project

import (
	"strconv"
	"strings"
)

// parseEnvFile reads lines `NAME=value`, with or without `export` and quotes. Empty lines
// and lines that begin with # say nothing; double quotes take escapes, single ones do not.
func parseEnvFile(data string) map[string]string {
	vars := map[string]string{}
	for line := range strings.Lines(data) {
		line = strings.TrimPrefix(strings.TrimSpace(line), "export ")
		name, value, ok := strings.Cut(line, "=")
		if name = strings.TrimSpace(name); !ok || name == "" || strings.HasPrefix(name, "#") {
			continue
		}
		vars[name] = unquote(strings.TrimSpace(value))
	}
	return vars
}

func unquote(value string) string {
	if len(value) >= 2 && value[0] == '\'' && strings.Contains(value[1:], "'") {
		return value[1 : 1+strings.IndexByte(value[1:], '\'')]
	}
	if strings.HasPrefix(value, `"`) {
		if quoted, err := strconv.QuotedPrefix(value); err == nil {
			if s, err := strconv.Unquote(quoted); err == nil {
				return s
			}
		}
	}
	if i := strings.Index(value, " #"); i >= 0 {
		value = strings.TrimSpace(value[:i])
	}
	return value
}
