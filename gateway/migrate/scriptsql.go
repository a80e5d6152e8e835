package migrate

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/weftql/weft/gateway/metadata"
	"github.com/weftql/weft/gateway/migrate/history"
	"github.com/weftql/weft/postgres-source/sqlscript"
)

// scriptSQL returns the SQL of a script. Scripts of old projects may hold API calls: then it
// is that of the calls that run SQL, and the others are named.
func scriptSQL(script *history.Script) (sql string, others []string, err error) {
	if !script.IsCalls() {
		return script.Text, nil, nil
	}
	text, err := metadata.JSON([]byte(script.Text))
	if err != nil {
		return "", nil, err
	}
	var calls []call
	if err := json.Unmarshal(text, &calls); err != nil {
		return "", nil, err
	}
	return sqlOf(calls)
}

// call is an API call in a script.
type call struct {
	Type string          `json:"type"`
	Args json.RawMessage `json:"args"`
}

// sqlOf joins the SQL of API calls and names the calls that are something else.
func sqlOf(calls []call) (sql string, others []string, err error) {
	for _, c := range calls {
		text, more, err := c.sql()
		if err != nil {
			return "", nil, err
		}
		sql += text
		others = append(others, slices.DeleteFunc(more, func(name string) bool { return slices.Contains(others, name) })...)
	}
	return sql, others, nil
}

func (c *call) sql() (sql string, others []string, err error) {
	switch c.Type {
	case "run_sql":
		var args struct{ SQL string }
		if err := json.Unmarshal(c.Args, &args); err != nil {
			return "", nil, err
		}
		return terminated(args.SQL), nil, nil
	case "bulk":
		var calls []call
		if err := json.Unmarshal(c.Args, &calls); err != nil {
			return "", nil, err
		}
		return sqlOf(calls)
	}
	return "", []string{c.Type}, nil
}

// terminated ends SQL so that more can follow.
func terminated(sql string) string {
	if len(sqlscript.Split(sql)) == 0 {
		return ""
	}
	trimmed := strings.TrimSpace(sql)
	if !strings.HasSuffix(trimmed, ";") {
		trimmed += "\n;" // it may end in a comment
	}
	return trimmed + "\n"
}
