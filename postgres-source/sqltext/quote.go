package sqltext

import (
	"strings"

	"github.com/weftql/weft/postgres-source/sqlname"
)

func (w *writer) ident(name string) { w.buf = sqlname.AppendIdent(w.buf, name) }

// constant writes text the compiler chose as a string literal. It means the same whatever
// standard_conforming_strings says.
func (w *writer) constant(s string) {
	if strings.ContainsRune(s, '\\') {
		w.text("E")
		s = strings.ReplaceAll(s, `\`, `\\`)
	}
	s = strings.ReplaceAll(s, "\x00", "")
	w.text("'" + strings.ReplaceAll(s, "'", "''") + "'")
}
