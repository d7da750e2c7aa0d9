package sheet

import (
	"bytes"
	"context"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	xunicode "golang.org/x/text/encoding/unicode"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// decode turns a text of any of the encodings that spreadsheets write into UTF-8. It fails for a text that says which
// it is and is not.
func decode(content []byte) (string, bool) {
	if rest, ok := bytes.CutPrefix(content, []byte("\xef\xbb\xbf")); ok {
		return string(rest), utf8.Valid(rest)
	}
	if bytes.HasPrefix(content, []byte("\xff\xfe")) || bytes.HasPrefix(content, []byte("\xfe\xff")) {
		text, err := xunicode.UTF16(xunicode.LittleEndian, xunicode.ExpectBOM).NewDecoder().Bytes(content)
		return string(text), err == nil && len(content)%2 == 0
	}
	if utf8.Valid(content) {
		return string(content), true
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(content)
	return string(text), err == nil
}

// foreign is how a file begins that is named like a table and is none: a web page, a PDF, a letter, a picture as
// Windows-1252 has it.
var foreign = regexp.MustCompile(`^(?:<|%PDF|\{\\rtf|‰PNG)`)

// unicodeWord is what a column's name has and a telephone number, a day or a figure has not.
func unicodeWord(r rune) bool {
	return !unicode.IsDigit(r) && !unicode.IsSpace(r) && !strings.ContainsRune("+-/.,:;()#'’", r)
}

// directive is the line by which some programs tell Excel their separator.
var directive = regexp.MustCompile(`^(?i:sep=)([,;\t|])[ \t]*(?:\r\n|\r|\n|$)`)

func readText(ctx context.Context, name, text string) (*Table, error) {
	s := &scanner{text: text, line: 1}
	if m := directive.FindStringSubmatch(text); m != nil {
		s.separator, s.at, s.line = m[1][0], len(m[0]), 2
	} else {
		s.separator = separatorOf(strings.TrimLeftFunc(text, unicode.IsSpace))
	}
	if foreign.MatchString(strings.TrimLeftFunc(text[s.at:], unicode.IsSpace)) {
		return nil, noSpreadsheet(name)
	}
	b := builder{name: name}
	var cells []string
	for s.at < len(s.text) {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		line := s.line
		var err error
		if cells, err = s.record(cells[:0]); err != nil {
			return nil, err
		}
		if err := b.add(line, cells, nil, true); err != nil {
			return nil, err
		}
	}
	return b.done()
}

// separatorOf is the one the header has most, outside quotes; a comma when it has none.
func separatorOf(text string) byte {
	count, quoted := [256]int{}, false
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == '"' {
			quoted = !quoted
		} else if (c == '\n' || c == '\r') && !quoted {
			break
		} else if !quoted {
			count[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte(";\t|") {
		if count[c] > count[best] {
			best = c
		}
	}
	return best
}

// scanner reads CSV (RFC 4180) with any separator and any line ending, and keeps line breaks in quotes as they are,
// which encoding/csv does not.
type scanner struct {
	text      string
	at        int
	line      int
	separator byte
}

// record reads the cells up to the end of the line, of no more than a workbook has: a file may be one line of separators.
func (s *scanner) record(cells []string) ([]string, error) {
	line := s.line
	for {
		if len(cells) == lastColumn {
			return nil, tooWide(line, lastColumn)
		}
		cell, err := s.cell(len(cells))
		if err != nil {
			return nil, err
		}
		cells = append(cells, bare(cell))
		if s.at < len(s.text) && s.text[s.at] == s.separator {
			s.at++
			continue
		}
		s.lineBreak()
		return cells, nil
	}
}

// lineBreak steps over one line break, if there is one here.
func (s *scanner) lineBreak() {
	switch {
	case strings.HasPrefix(s.text[s.at:], "\r\n"):
		s.at += 2
	case s.at < len(s.text) && (s.text[s.at] == '\n' || s.text[s.at] == '\r'):
		s.at++
	default:
		return
	}
	s.line++
}

// cell reads one cell and stops before what ends it. A quote inside a cell that does not begin with one is a quote.
func (s *scanner) cell(column int) (string, error) {
	start := s.at
	for s.at < len(s.text) && s.text[s.at] == ' ' {
		s.at++
	}
	if s.at < len(s.text) && s.text[s.at] == '"' {
		return s.quoted(column)
	}
	for s.at < len(s.text) && s.text[s.at] != s.separator && s.text[s.at] != '\n' && s.text[s.at] != '\r' {
		s.at++
	}
	return s.text[start:s.at], nil
}

func (s *scanner) quoted(column int) (string, error) {
	line, doubled := s.line, false
	s.at++
	start := s.at
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case '"':
			if strings.HasPrefix(s.text[s.at:], `""`) {
				doubled = true
				s.at += 2
				continue
			}
			cell := s.text[start:s.at]
			s.at++
			for s.at < len(s.text) && s.text[s.at] == ' ' {
				s.at++
			}
			if s.at < len(s.text) && s.text[s.at] != s.separator && s.text[s.at] != '\n' && s.text[s.at] != '\r' {
				return "", unclosed(line, column)
			}
			if doubled {
				cell = strings.ReplaceAll(cell, `""`, `"`)
			}
			return cell, nil
		case '\n', '\r':
			s.lineBreak()
		default:
			s.at++
		}
	}
	return "", unclosed(line, column)
}

func unclosed(line, column int) error {
	return problem.New(problem.Invalid, "Line %d, column %s begins with a double quote, but does not end with one. Write a double quote inside a cell twice.", line, letters(column))
}
