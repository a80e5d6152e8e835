package sqlscript

import (
	"slices"
	"strings"
)

// Statement is one statement of a script.
type Statement struct {
	// Text is the statement without its semicolon, with the comments before it.
	Text string
	// Begin is where in Text the statement itself begins, behind the comments, and Line the
	// line of the script where that is, counted from 1.
	Begin, Line int
	// Words are its first words in lower case, four at most; "" stands for what is no word.
	Words []string
}

// Is tells whether the statement begins with the words, in lower case.
func (s *Statement) Is(words ...string) bool {
	return len(s.Words) >= len(words) && slices.Equal(s.Words[:len(words)], words)
}

// Split takes a script apart at its semicolons: those in quotes, dollar quotes, comments,
// parentheses and bodies of functions (`begin atomic ... end`) do not count. Statements
// that hold nothing but comments and white space are left out.
func Split(sql string) []Statement {
	s := splitter{sql: sql, line: 1}
	for s.at < len(sql) {
		s.next()
	}
	s.cut(len(sql))
	return s.out
}

// splitter goes through a script once.
type splitter struct {
	sql       string
	at        int
	line      int // at `at`
	out       []Statement
	start     int  // of the current statement
	begun     bool // it holds more than comments
	first     int  // where it begins behind them
	firstLine int
	words     []string // its first words, lower case; see inFunction
	parens    int      // open ones
	bodies    int      // open blocks of a function's body
}

// next goes past one token.
func (s *splitter) next() {
	rest := s.sql[s.at:]
	n := skip(rest)
	switch {
	case n < 0: // a comment
		s.pass(-n)
	case n > 0:
		s.begin()
		if isWord(rest[0]) && !strings.ContainsAny(rest[:n], `'"`) {
			s.word(strings.ToLower(rest[:n]))
		} else {
			s.other()
		}
		s.pass(n)
	case rest[0] == ';' && s.parens == 0 && s.bodies == 0:
		s.cut(s.at)
		s.pass(1)
		s.reset()
	default:
		if !isSpace(rest[0]) {
			s.begin()
			s.other()
			s.paren(rest[0])
		}
		s.pass(1)
	}
}

func (s *splitter) pass(n int) {
	s.line += strings.Count(s.sql[s.at:s.at+n], "\n")
	s.at += n
}

func (s *splitter) begin() {
	if !s.begun {
		s.begun, s.first, s.firstLine = true, s.at, s.line
	}
}

func (s *splitter) reset() {
	s.start, s.begun, s.words, s.parens, s.bodies = s.at, false, s.words[:0], 0, 0
}

// cut ends the current statement.
func (s *splitter) cut(end int) {
	if !s.begun {
		return
	}
	before := strings.TrimLeft(s.sql[s.start:s.first], spaces)
	s.out = append(s.out, Statement{
		Text: before + strings.TrimRight(s.sql[s.first:end], spaces), Begin: len(before), Line: s.firstLine,
		Words: slices.Clone(s.words),
	})
}

func (s *splitter) paren(c byte) {
	switch {
	case c == '(':
		s.parens++
	case c == ')' && s.parens > 0:
		s.parens--
	}
}

// firstWords is how many words it takes to know `create or replace function`.
const firstWords = 4

// other notes that something stands where a first word could have stood.
func (s *splitter) other() {
	if len(s.words) < firstWords {
		s.words = append(s.words, "")
	}
}

func (s *splitter) word(word string) {
	if len(s.words) < firstWords {
		s.words = append(s.words, word)
	}
	if s.parens > 0 || !s.inFunction() {
		return
	}
	switch {
	case word == "begin", word == "case" && s.bodies > 0:
		s.bodies++
	case word == "end" && s.bodies > 0:
		s.bodies--
	}
}

// inFunction tells whether the statement makes a function, whose body may hold statements.
func (s *splitter) inFunction() bool {
	words := s.words
	if len(words) < 2 || words[0] != "create" {
		return false
	}
	words = words[1:]
	if len(words) > 2 && words[0] == "or" && words[1] == "replace" {
		words = words[2:]
	}
	return words[0] == "function" || words[0] == "procedure"
}

// Line returns the length of the first line of a script, with its end; line ends in quotes
// and block comments do not count.
func Line(sql string) int {
	for at := 0; at < len(sql); {
		n := skip(sql[at:])
		switch {
		case n < 0:
			at -= n
		case n > 0:
			at += n
		case sql[at] == '\n':
			return at + 1
		default:
			at++
		}
	}
	return len(sql)
}
