package hdrlog

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// logFile is a file of whole lines: what is written at once is there as a whole, or, after an error, not at all and
// nothing follows it. Only a kill within a write can leave a part of a line, and that at the end.
type logFile struct {
	file file
	size int64
	err  error
}

// file is what is used of *os.File.
type file interface {
	io.WriteCloser
	Truncate(size int64) error
	Name() string
}

func createFile(path string) (*logFile, error) {
	created, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644) //nolint:gosec // results are not secret
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("%s exists already: choose another prefix", path)
	}
	return &logFile{file: created}, err //nolint:wrapcheck // names the file
}

func (f *logFile) write(lines []byte) error {
	if f.err != nil || len(lines) == 0 {
		return f.err
	}
	if _, err := f.file.Write(lines); err != nil {
		f.err = explained(err)
		_ = f.file.Truncate(f.size) // the part that fitted; a file that cannot be cut has a cut line at its end
		return f.err
	}
	f.size += int64(len(lines))
	return nil
}

// remove takes back a file that nothing worth keeping was written to.
func (f *logFile) remove() { _, _ = f.close(), os.Remove(f.file.Name()) }

func (f *logFile) close() error { return f.file.Close() } //nolint:wrapcheck // names the file

// explained says what to do about a full disk; the error names the file.
func explained(err error) error {
	if errors.Is(err, syscall.ENOSPC) {
		return fmt.Errorf("the disk is full: %w; free space and run again", err)
	}
	return err
}
