package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// What a workbook may unpack to. Its sheets and their texts may be large; all else a table has is small, and what the
// library goes through once for each of its parts is small indeed.
const (
	maxUnpacked = 2 << 30
	maxRatio    = 200      // a table of numbers packs to a twentieth
	maxBeside   = 64 << 20 // all parts that are no sheet, such as pictures
	maxIndex    = 1 << 20  // each list of sheets, parts and relations
	maxParts    = 10_000
	maxItem     = 1 << 20 // one cell or one shared text with its markup
	maxEscapes  = 5000    // characters of one text written as _x000D_ (ECMA-376 part 1, §22.9.2.19)
	maxFormats  = 4096
	maxFormat   = 4096 // characters of one number format; Excel takes 255
)

var errBomb = errors.New("it unpacks to more than a table is")

// inspection is what is known of a workbook before the library reads it.
type inspection struct {
	// sound are the parts that may be read.
	sound map[string]bool
	// figures tells whether a cell is stored as something else than text.
	figures bool
}

// inspect refuses a workbook that would cost more to read than any table does: zip bombs, and texts and formats on
// which the library spends the square of their length. It refuses, too, what the library would read half of without a
// word: XML that breaks off, cells out of order, texts that are not there.
func inspect(ctx context.Context, name string, content []byte) (inspection, error) {
	found := inspection{sound: map[string]bool{}}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return found, damaged(name, err)
	}
	if tooLarge(archive, uint64(len(content))) {
		return found, tooMuch(name, errBomb)
	}
	var sheets survey
	for _, part := range archive.File {
		path := strings.ReplaceAll(part.Name, `\`, "/")
		isXML := strings.HasSuffix(strings.ToLower(path), ".xml") || strings.HasSuffix(strings.ToLower(path), ".rels")
		var err error
		switch {
		case isTable(path) || strings.EqualFold(path, "xl/styles.xml"):
			if err = sheets.part(ctx, part); err != nil && ctx.Err() == nil && !errors.Is(err, errBomb) {
				return found, damaged(name, err)
			}
		case isXML:
			err = new(survey).part(ctx, part)
		default:
			continue
		}
		if ctx.Err() != nil {
			return found, ctx.Err()
		}
		if errors.Is(err, errBomb) {
			return found, tooMuch(name, err)
		}
		if err == nil {
			found.sound[strings.ToLower(path)] = true
		}
	}
	found.figures = sheets.figures
	switch {
	case !found.sound["xl/workbook.xml"]: // another kind of zip, such as an OpenDocument or a Word file
		return found, noSpreadsheet(name)
	case sheets.highest > sheets.texts:
		return found, damaged(name, errors.New("a cell's text is missing"))
	}
	return found, nil
}

// tooLarge believes the sizes the archive gives: archive/zip reads no part beyond its own.
func tooLarge(archive *zip.Reader, packed uint64) bool {
	var all, beside uint64
	for _, part := range archive.File {
		size, path := part.UncompressedSize64, strings.ToLower(part.Name)
		index := strings.HasSuffix(path, ".rels") || path == "xl/workbook.xml" || path == "[content_types].xml"
		if size > maxUnpacked || index && size > maxIndex {
			return true
		}
		all += size
		if !isTable(path) {
			beside += size
		}
	}
	return len(archive.File) > maxParts || all > maxUnpacked || beside > maxBeside || all > maxBeside && all > maxRatio*packed
}

// isTable tells the parts that may be large. The library takes the same for sheets.
func isTable(path string) bool {
	path = strings.ToLower(path)
	return strings.HasPrefix(path, "xl/worksheets/sheet") || path == "xl/sharedstrings.xml"
}

func tooMuch(name string, err error) error {
	return problem.Wrap(err, problem.Invalid, "%s unpacks to far more than a table needs, so it was not opened. Save the table alone as CSV UTF-8 and import that.", name)
}
