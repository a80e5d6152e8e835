package model

import (
	"fmt"
	"strings"
)

// text is equal for permissions that permit the same, in whatever order metadata names the
// members of objects.
func (p *InsertPermission) text() string {
	return fmt.Sprintf("%s %s %s %t %s", orderedText(p.Check), columnsText(p.Columns), presetsText(orderedPresets(p.Presets)), p.BackendOnly, orderedJSON(p.ValidateInput))
}

func (p *UpdatePermission) text() string {
	check := "none"
	if p.Check != nil {
		check = orderedText(p.Check)
	}
	return fmt.Sprintf("%s %s %s %s %t %s", orderedText(p.Filter), check, columnsText(p.Columns), presetsText(orderedPresets(p.Presets)), p.BackendOnly, orderedJSON(p.ValidateInput))
}

func (p *DeletePermission) text() string {
	return fmt.Sprintf("%s %t %s", orderedText(p.Filter), p.BackendOnly, orderedJSON(p.ValidateInput))
}

func orderedText(e BoolExp) string { return Text(ordered(e)) }

func columnsText(columns []*Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		names[i] = c.Name
	}
	return quoted(names)
}

func presetsText(presets []Preset) string {
	var b strings.Builder
	for _, p := range presets {
		fmt.Fprintf(&b, "%q=%s ", p.Column.Name, operandText(p.Value))
	}
	return b.String()
}
