package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"math"
	"strings"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// What a workbook may unpack to. Its sheets and their texts may be large, as far as the file itself is; all else a table
// has is small, and what the library goes through once for each of its parts is small indeed.
const (
	maxUnpacked = 2 << 30
	maxRatio    = 25        // a table of numbers packs to a sixteenth
	anyRatio    = 128 << 20 // what every file may unpack to, such as a million empty rows with a height
	maxBeside   = 64 << 20  // all parts that are no sheet, such as pictures
	maxStyles   = 4 << 20   // the cells' formats, which the library keeps as objects
	maxIndex    = 1 << 20   // each list of sheets, parts and relations
	maxParts    = 10_000
	maxItem     = 1 << 20 // one cell or one shared text with its markup
	maxEscapes  = 5000    // characters of one text written as _x000D_ (ECMA-376 part 1, §22.9.2.19)
	maxFormats  = 4096
	maxFormat   = 4096 // characters of one number format; Excel takes 255

	// The last ones Excel has ("Excel specifications and limits", Microsoft Support). The library counts to where a row
	// says it is.
	lastRow    = 1_048_576
	lastColumn = 16_384

	// Tags and texts of one part.
	maxStyleTokens  = 500_000
	maxBesideTokens = 4_000_000
)

// budget is what a workbook may still have, all parts together.
type budget struct {
	tokens    int // tags, and texts between them
	mostTexts int // shared ones
	places    int // for cells, those left out before one among them: the library makes room for them
}

// budgetOf a file of this size. A table needs half a byte of the file, packed, for a tag, and ten for a text that is
// another than all before; twice as many are taken, and what a small file may have anyway costs a second.
func budgetOf(packed int) *budget {
	return &budget{tokens: 4_000_000 + 4*packed, mostTexts: 1<<16 + packed/4, places: 3 * maxCells}
}

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
	budget := budgetOf(len(content))
	sheets := survey{budget: budget}
	for _, part := range archive.File {
		path := strings.ReplaceAll(part.Name, `\`, "/")
		isXML := strings.HasSuffix(strings.ToLower(path), ".xml") || strings.HasSuffix(strings.ToLower(path), ".rels")
		var err error
		switch {
		case isTable(path):
			err = sheets.part(ctx, part, math.MaxInt)
		case isStyles(path):
			err = sheets.part(ctx, part, maxStyleTokens)
		case isXML:
			err = (&survey{budget: budget}).part(ctx, part, maxBesideTokens)
		default:
			continue
		}
		switch {
		case ctx.Err() != nil:
			return found, ctx.Err()
		case errors.Is(err, errBomb):
			return found, tooMuch(name, err)
		case err == nil:
			found.sound[strings.ToLower(path)] = true
		case isTable(path) || isStyles(path) || strings.EqualFold(path, "_rels/.rels"):
			return found, damaged(name, err)
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
		if size > maxUnpacked || index && size > maxIndex || isStyles(path) && size > maxStyles {
			return true
		}
		all += size
		if !isTable(path) {
			beside += size
		}
	}
	return len(archive.File) > maxParts || all > maxUnpacked || beside > maxBeside || all > anyRatio && all > maxRatio*packed
}

// isTable tells the parts that may be large. The library takes the same for sheets.
func isTable(path string) bool {
	path = strings.ToLower(path)
	return strings.HasPrefix(path, "xl/worksheets/sheet") || path == "xl/sharedstrings.xml"
}

func isStyles(path string) bool { return strings.EqualFold(path, "xl/styles.xml") }

func tooMuch(name string, err error) error {
	return problem.Wrap(err, problem.Invalid, "%s unpacks to far more than a table needs, so it was not opened. Save the table alone as CSV UTF-8 and import that.", name)
}
