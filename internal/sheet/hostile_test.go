package sheet_test

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/numberdesk/numberdesk/internal/sheet"
)

// stopping is a context that ends when it has been asked so often.
type stopping struct {
	context.Context
	asked, after int
}

func (s *stopping) Err() error {
	if s.asked++; s.asked > s.after {
		return context.Canceled
	}
	return nil
}

func TestReadingCanBeEnded(t *testing.T) {
	for _, format := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		var file bytes.Buffer
		if err := sheet.Write(&file, format, columns, inventory(1_000)); err != nil {
			t.Fatal(err)
		}
		whole := &stopping{Context: t.Context(), after: 1 << 30}
		if _, err := sheet.Read(whole, "x", file.Bytes()); err != nil || whole.asked < 1_000 {
			t.Fatalf("%s: got %v, asked %d times for a thousand lines", format, err, whole.asked)
		}
		for after := 0; after < whole.asked; after += 97 {
			ctx := &stopping{Context: t.Context(), after: after}
			if _, err := sheet.Read(ctx, "x", file.Bytes()); !errors.Is(err, context.Canceled) || ctx.asked > after+6 {
				t.Fatalf("%s: ended at question %d, got %v after %d", format, after, err, ctx.asked)
			}
		}
	}
}
