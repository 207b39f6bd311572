package hdrlog

import (
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// instance is one of several engines, each with files of its own.
type instance struct {
	recorder *Recorder
	writer   *writer
	prefix   string
}

func startInstance(t *testing.T, name string) instance {
	t.Helper()
	i := instance{recorder: NewRecorder(logrus.New()), prefix: filepath.Join(t.TempDir(), name)}
	var err error
	i.writer, err = openWriter(i.prefix, time.Now(), startRecord{Kind: "start"})
	require.NoError(t, err)
	return i
}

// TestTheMergeOfAnySplitIsTheWhole splits one stream of samples over instances, phases and intervals.
func TestTheMergeOfAnySplitIsTheWhole(t *testing.T) {
	const samples, perInterval = 20_000, 500
	phases := []string{"ramp", "plateau", "burst"}
	for _, parts := range []int{1, 2, 7} {
		t.Run(fmt.Sprint(parts, " instances"), func(t *testing.T) {
			random := rand.New(rand.NewPCG(42, uint64(parts)))
			whole := hdr.New(lowestMicros, highestMicros, significantDigits)
			var instances []instance
			for i := range parts {
				instances = append(instances, startInstance(t, fmt.Sprint(i)))
			}
			for n := range samples {
				micros := int64(math.Exp(random.Float64() * math.Log(highestMicros)))
				require.NoError(t, whole.RecordValue(micros))
				at := instances[random.IntN(parts)]
				at.recorder.Observe("scrt_x", float64(micros)/1000, tag{"scenario", phases[random.IntN(len(phases))]})
				if n%perInterval == 0 {
					require.NoError(t, at.writer.interval(at.recorder))
				}
			}
			assertSameBuckets(t, whole, mergeFiles(t, instances))
		})
	}
}

// mergeFiles ends each instance and merges every line of every file.
func mergeFiles(t *testing.T, instances []instance) *hdr.Histogram {
	t.Helper()
	merged := hdr.New(lowestMicros, highestMicros, significantDigits)
	for _, i := range instances {
		require.NoError(t, i.writer.interval(i.recorder))
		require.NoError(t, i.writer.close())
		w := read(t, i.prefix)
		assert.Len(t, w.merged, 3, "a series for each phase")
		assert.Greater(t, len(w.tags), len(w.merged), "several intervals")
		for _, phase := range w.merged {
			require.Zero(t, merged.Merge(phase))
		}
	}
	return merged
}

func assertSameBuckets(t *testing.T, want, got *hdr.Histogram) {
	t.Helper()
	assert.Equal(t, want.Export().Counts, got.Export().Counts)
	assert.Equal(t, want.TotalCount(), got.TotalCount())
	assert.True(t, want.Equals(got))
}
