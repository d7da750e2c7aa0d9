package store

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
)

// A file is written under a name that is nobody else's, in the folder where it is to be, and gets its own name when it is
// whole. No file of anybody else's is written to, taken away or replaced on the way, also none that comes meanwhile.

// Whoever writes a part holds a lock on it, so that one left by a crash is told from one that is being written.
const partName = "numberdesk-*.unfinished"

var isPart = regexp.MustCompile(`^numberdesk-\d+\.unfinished$`)

// part is a file that has no name of its own yet. Closing it gives back its lock.
type part struct{ *os.File }

// writePart writes a file for a path, mode 0600, and returns when it is on the disk. When it fails it leaves nothing.
func writePart(ctx context.Context, path string, write func(io.Writer) error) (part, error) {
	folder := filepath.Dir(path)
	dropParts(folder)
	file, err := os.CreateTemp(folder, partName)
	if err != nil {
		return part{}, err
	}
	p := part{file}
	// Where there are no locks no part is ever taken for one that was left: it stays, which is no reason to fail.
	_ = syscall.Flock(int(file.Fd()), syscall.LOCK_SH|syscall.LOCK_NB)
	err = write(wanted{ctx, file})
	if err == nil {
		err = file.Sync()
	}
	if err != nil {
		return part{}, errors.Join(err, p.drop())
	}
	return p, nil
}

// dropParts takes away what crashes have left in a folder. What cannot be taken away is nothing to stop for.
func dropParts(folder string) {
	files, _ := os.ReadDir(folder)
	for _, f := range files {
		if !isPart.MatchString(f.Name()) || !f.Type().IsRegular() {
			continue
		}
		left := filepath.Join(folder, f.Name())
		if file, err := lock(left, syscall.LOCK_EX); err == nil {
			os.Remove(left)
			file.Close()
		}
	}
}

// drop takes the file away, unless it has its own name by now.
func (p part) drop() error {
	if p.File == nil {
		return nil // it was never made
	}
	err := os.Remove(p.Name())
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	if closed := p.Close(); !errors.Is(closed, os.ErrClosed) {
		err = errors.Join(err, closed)
	}
	return err
}

// name gives the file its own name, durably. A file of that name stays, and is an [fs.ErrExist].
func (p part) name(path string) error {
	err := os.Link(p.Name(), path)
	switch {
	case err == nil:
		os.Remove(p.Name()) // else the next part that is written takes it away
	case errors.Is(err, fs.ErrExist):
		return err
	default: // a file system without second names
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			return cmp.Or(err, fs.ErrExist)
		}
		if err := os.Rename(p.Name(), path); err != nil {
			return err
		}
	}
	return syncFolder(path)
}

// firstFree takes the first of path, path-2, path-3 and so on that nobody has, and says which.
func firstFree(path string, take func(string) error) (string, error) {
	at := path
	for n := 2; ; n++ {
		if err := take(at); !errors.Is(err, fs.ErrExist) {
			return at, err
		}
		at = path + "-" + strconv.Itoa(n)
	}
}

// lock opens a file or a folder and takes the lock that bbolt takes on its files. Closing gives it back.
func lock(path string, how int) (*os.File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), how|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// wanted is a file that is written as long as somebody wants it.
type wanted struct {
	ctx  context.Context
	file *os.File
}

func (w wanted) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.file.Write(p)
}

// syncFolder puts a file's name on the disk.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
