package hdrlog

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.k6.io/k6/errext"
)

// fillDisk makes writes to f fail as the kernel does on a full disk.
func fillDisk(t *testing.T, f *logFile) {
	t.Helper()
	if runtime.GOOS != "linux" {
		t.Skip("SKIPPED: only Linux has /dev/full")
	}
	full, err := syscall.Open("/dev/full", os.O_WRONLY, 0)
	require.NoError(t, err)
	require.NoError(t, f.file.Close())
	f.file = os.NewFile(uintptr(full), f.file.Name())
}

// halfFull takes half of what is written.
type halfFull struct{ *os.File }

func (h halfFull) Write(p []byte) (int, error) {
	n, _ := h.File.Write(p[:len(p)/2])
	return n, &fs.PathError{Op: "write", Path: h.Name(), Err: syscall.ENOSPC}
}

func TestAFullDiskEndsTheRunAndSaysWhichFile(t *testing.T) {
	for ending, pick := range map[string]func(*writer) *logFile{
		".hlog": func(w *writer) *logFile { return w.hlog }, ".ndjson": func(w *writer) *logFile { return w.ndjson },
	} {
		b := started(t)
		var ended []error
		b.output.SetTestRunStopCallback(func(err error) { ended = append(ended, err) })
		b.js(`observe('scrt_x', 1)`)
		fillDisk(t, pick(b.output.writer))
		b.output.tick()
		b.output.tick()
		require.Len(t, ended, 1)
		var coded errext.HasExitCode
		require.ErrorAs(t, ended[0], &coded)
		assert.Equal(t, ExitCannotWrite, coded.ExitCode())
		assert.EqualError(t, ended[0], "hdrlog: the disk is full: write "+b.prefix+ending+
			": no space left on device; free space and run again")
		assert.ErrorContains(t, b.output.StopWithTestError(ended[0]), "no space left on device")
	}
}

func TestNoEndVouchesForALostInterval(t *testing.T) {
	b := started(t)
	b.js(`observe('scrt_x', 1)`)
	fillDisk(t, b.output.writer.hlog)
	assert.ErrorContains(t, b.output.StopWithTestError(nil), "no space left on device")
	assert.Empty(t, read(t, b.prefix).of("end"))
}

func TestAWriteThatFitsInPartLeavesWholeLinesAndNothingAfterThem(t *testing.T) {
	b := started(t)
	b.js(`observe('scrt_x', 1); count('scrt_y', 1)`)
	b.output.tick()
	hlog, ndjson := b.output.writer.hlog, b.output.writer.ndjson
	realHlog, realNdjson := hlog.file.(*os.File), ndjson.file.(*os.File)
	hlog.file, ndjson.file = halfFull{realHlog}, halfFull{realNdjson}
	b.js(`observe('scrt_x', 1); count('scrt_y', 1)`)
	b.output.tick()
	hlog.file, ndjson.file = realHlog, realNdjson // there is space again
	assert.Error(t, b.output.StopWithTestError(nil))
	w := read(t, b.prefix)
	assert.EqualValues(t, 1, w.merged["scrt_x{scenario=phase}"].TotalCount())
	assert.InDelta(t, 1, w.counter("scrt_y{scenario=phase}"), 0)
	assert.Empty(t, w.of("end"))
}

func TestAStartThatFailsLeavesNoFiles(t *testing.T) {
	prefix := filepath.Join(t.TempDir(), "one")
	require.NoError(t, os.WriteFile(prefix+".ndjson", nil, 0o600))
	_, err := openWriter(prefix, time.Now(), startRecord{})
	assert.ErrorContains(t, err, prefix+".ndjson exists already")
	assert.NoFileExists(t, prefix+".hlog")
	_, err = openWriter(filepath.Join(prefix, "no", "folder"), time.Now(), startRecord{})
	assert.ErrorContains(t, err, "no such file or directory")
}
