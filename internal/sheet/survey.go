package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// survey goes once through the XML of a workbook's parts.
type survey struct {
	*budget

	figures bool // a cell is stored as something else than text
	texts   int  // shared ones there are
	highest int  // of those a cell asks for, from 1
	formats int

	row, column int   // where the last cell was
	depth       int   // of elements
	item        int   // the depth of the cell or text that we are in, 0 outside
	began       int64 // where it began
	escapes     int   // in it
	shared      bool  // it asks for a shared text
	value       bool  // we are in its value
	formula     bool  // it has a formula, and no value of it yet
}

// part refuses one that is not well-formed, is not in UTF-8, has its cells out of order, one too long to be true, or of more
// tags and texts than most. Its other errors are ctx's.
func (s *survey) part(ctx context.Context, part *zip.File, most int) error {
	r, err := part.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	s.row, s.column, s.depth, s.item, s.formula = 0, 0, 0, 0, false
	d := xml.NewDecoder(&stretches{r: r})
	for n := 1; ; n++ {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if s.tokens--; s.tokens < 0 || n > most {
			return errBomb
		}
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if s.item > 0 && d.InputOffset()-s.began > maxItem {
			return errBomb
		}
		switch token := token.(type) {
		case xml.StartElement:
			s.depth++
			err = s.start(token, d.InputOffset())
		case xml.EndElement:
			if s.depth == s.item {
				if s.formula {
					return fmt.Errorf("row %d has a formula that was never worked out", s.row)
				}
				s.item = 0
			}
			s.depth--
			s.value = false
		case xml.CharData:
			err = s.chars(token)
		}
		if err != nil {
			return err
		}
	}
}

func (s *survey) start(e xml.StartElement, at int64) error {
	name := e.Name.Local
	s.value = name == "v"
	switch {
	case name == "numFmt":
		if s.formats++; s.formats > maxFormats || len(attribute(e, "formatCode")) > maxFormat {
			return errBomb
		}
	case s.item > 0 && (name == "row" || name == "c"): // here the library sees one
		return fmt.Errorf("row %d has a %s within a cell or a text", s.row, name)
	case s.item > 0: // what is in an item is no item
		s.formula = (s.formula || name == "f") && name != "v"
	case name == "Relationship" && strings.HasSuffix(attribute(e, "Type"), "/officeDocument"):
		if target := attribute(e, "Target"); !strings.EqualFold(strings.TrimPrefix(target, "/"), "xl/workbook.xml") {
			return fmt.Errorf("its workbook is %q, which nobody has looked at", target)
		}
	case name == "row":
		s.column = 0
		return step(&s.row, attribute(e, "r"), strconv.Atoi, lastRow)
	case name == "c":
		kind := attribute(e, "t")
		s.item, s.began, s.escapes, s.shared = s.depth, at, 0, kind == "s"
		s.figures = s.figures || kind != "s" && kind != "str" && kind != "inlineStr"
		before := s.column
		if err := step(&s.column, strings.TrimRight(attribute(e, "r"), "0123456789"), number, lastColumn); err != nil {
			return err
		}
		if s.places -= s.column - before; s.places < 0 {
			return errBomb
		}
	case name == "si":
		s.item, s.began, s.escapes, s.shared = s.depth, at, 0, false
		if s.texts++; s.texts > s.mostTexts {
			return errBomb
		}
	}
	return nil
}

// step moves on to the row or column with this name, or to the next when it has none, and not behind the last.
func step(at *int, name string, number func(string) (int, error), last int) error {
	n := *at + 1
	if name != "" {
		var err error
		if n, err = number(name); err != nil {
			return err
		}
	}
	if n <= *at || n > last {
		return fmt.Errorf("%q comes after %d, and the last is %d", name, *at, last)
	}
	*at = n
	return nil
}

func (s *survey) chars(text xml.CharData) error {
	if s.item == 0 {
		return nil
	}
	if s.escapes += bytes.Count(text, []byte("_x")); s.escapes > maxEscapes {
		return errBomb
	}
	if !s.shared || !s.value {
		return nil
	}
	index, err := strconv.Atoi(string(bytes.TrimSpace(text)))
	if err != nil || index < 0 {
		return fmt.Errorf("row %d asks for the text %q", s.row, text)
	}
	s.highest = max(s.highest, index+1)
	return nil
}

// attribute is the one that the library takes: the last of this name, whatever its namespace.
func attribute(e xml.StartElement, name string) string {
	for _, a := range slices.Backward(e.Attr) {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// number is a column's number, from 1, by its letters.
func number(letters string) (int, error) {
	n := 0
	for _, r := range letters {
		if r < 'A' || r > 'Z' || n > lastColumn {
			return 0, fmt.Errorf("%q is no column", letters)
		}
		n = n*26 + int(r-'A') + 1
	}
	return n, nil
}

// stretches refuses a part with a tag or a text that is too long to be one, before the decoder holds all of it.
type stretches struct {
	r   io.Reader
	run int
}

func (s *stretches) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if last := bytes.LastIndexByte(p[:n], '<'); last >= 0 {
		s.run = n - last
	} else {
		s.run += n
	}
	if s.run > maxItem {
		return 0, errBomb
	}
	return n, err
}
