package store

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func written(t *testing.T, path, words string) part {
	t.Helper()
	p, err := writePart(t.Context(), path, func(w io.Writer) error {
		_, err := io.WriteString(w, words)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.drop() })
	return p
}

// A file that came while another one was written for its name stays.
func TestNamingReplacesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "copy.db")
	p := written(t, path, "ours")
	if err := os.WriteFile(path, []byte("theirs"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := p.name(path); !errors.Is(err, fs.ErrExist) {
		t.Errorf("got %v, want that it is there", err)
	}
	at, err := firstFree(path, p.name)
	if err != nil || at != path+"-2" {
		t.Errorf("it is named %s, %v", at, err)
	}
	for file, want := range map[string]string{path: "theirs", at: "ours"} {
		if raw, err := os.ReadFile(file); string(raw) != want {
			t.Errorf("%s has %q, %v; want %s", file, raw, err, want)
		}
	}
}

// What a crash left goes with the next file; what is being written, or is somebody else's, does not.
func TestUnfinishedFilesGo(t *testing.T) {
	folder := t.TempDir()
	path := filepath.Join(folder, "copy.db")
	going := written(t, path, "still being written")
	left, theirs := filepath.Join(folder, "numberdesk-123.unfinished"), filepath.Join(folder, "copy.db.unfinished")
	for _, file := range []string{left, theirs} {
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	written(t, path, "new")
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what was left: %v, want it gone", err)
	}
	for _, file := range []string{going.Name(), theirs} {
		if _, err := os.Stat(file); err != nil {
			t.Error(err)
		}
	}
}
