package migrate

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"github.com/weftql/weft/gateway/migrate/client"
)

// isTerminal tells whether a person is at the other end of a stream.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd())) //nolint:gosec // descriptors are small
}

// takesColours tells whether what is written may be coloured, as far as the surroundings tell.
func takesColours(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// ask asks the person at the terminal; without one, or when the project does not want
// questions, it tells what is missing.
func (s *session) ask(ctx context.Context, question, missing string) (string, error) {
	if s.project.DisableInteractive || !isTerminal(os.Stdin) || !isTerminal(s.notes) {
		return "", errors.New(missing)
	}
	_, _ = fmt.Fprint(s.notes, question)
	read := make(chan func() (string, error), 1)
	go func() { // a read from a terminal cannot be given up; it ends with the process
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		read <- func() (string, error) { return line, err }
	}()
	select {
	case <-ctx.Done():
		_, _ = fmt.Fprintln(s.notes)
		return "", client.ErrInterrupted
	case got := <-read:
		line, err := got()
		if err != nil { // the end of the input
			_, _ = fmt.Fprintln(s.notes)
			return "", errors.New(missing)
		}
		return strings.TrimSpace(line), nil
	}
}

// note tells the user what is going on, beside the output.
func (s *session) note(format string, args ...any) {
	_, _ = fmt.Fprintf(s.notes, format+"\n", args...)
}

const (
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	plain  = "\x1b[0m"
)

// coloured paints a text when a person looks at it.
func (s *session) coloured(colour, text string) string {
	if !s.colour {
		return text
	}
	return colour + text + plain
}

// table writes rows in aligned columns.
func (s *session) table(header []string, rows [][]string) error {
	w := tabwriter.NewWriter(s.out, 0, 0, 2, ' ', 0)
	for _, row := range append([][]string{header}, rows...) {
		if _, err := fmt.Fprintln(w, strings.Join(row, "\t")); err != nil {
			return err
		}
	}
	return w.Flush()
}

// json writes a value for scripts.
func (s *session) json(v any) error {
	e := json.NewEncoder(s.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// oneOf refuses a flag's value that is none of the words.
func oneOf(flag, value string, words ...string) error {
	for _, w := range words {
		if value == w {
			return nil
		}
	}
	return fmt.Errorf("--%s: %q is none of %s", flag, value, strings.Join(words[1:], ", "))
}
