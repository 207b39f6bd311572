package hdrlog

import (
	"bytes"
	"compress/zlib"
	"encoding/base64"
	"io"
	"math"
	"math/rand/v2"
	"testing"

	hdr "github.com/HdrHistogram/hdrhistogram-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// pair is our histogram and the reference implementation's, with the same values.
type pair struct {
	ours   *histogram
	theirs *hdr.Histogram
}

func newPair() pair {
	return pair{newHistogram("ours"), hdr.New(lowestMicros, highestMicros, significantDigits)}
}

func (p pair) record(t *testing.T, micros int64) {
	t.Helper()
	assert.False(t, p.ours.record(float64(micros)/1000))
	require.NoError(t, p.theirs.RecordValue(micros))
}

// agree compares what is written, to the byte but for the compression, and what the reference reads back.
func (p pair) agree(t *testing.T) {
	t.Helper()
	line := newEncoder().append(nil, &p.ours.counts)
	reference, err := p.theirs.EncodeV2()
	require.NoError(t, err)
	assert.Equal(t, inflated(t, reference), inflated(t, line))
	decoded, err := hdr.Decode(line)
	require.NoError(t, err)
	assert.True(t, p.theirs.Equals(decoded))
	assert.Equal(t, p.theirs.Max(), p.ours.max())
	assert.Equal(t, p.theirs.ValueAtQuantile(99), decoded.ValueAtQuantile(99))
}

func inflated(t *testing.T, line []byte) []byte {
	t.Helper()
	packed, err := base64.StdEncoding.DecodeString(string(line))
	require.NoError(t, err)
	reader, err := zlib.NewReader(bytes.NewReader(packed[envelopeBytes:]))
	require.NoError(t, err)
	payload, err := io.ReadAll(reader)
	require.NoError(t, err)
	return payload
}

func TestALineIsTheReferencesForEachEdgeOfTheRange(t *testing.T) {
	edges := []int64{0, 1, 2, 1023, 1024, 2046, 2047, 2048, 2049, 4095, 4096, 999_999, highestMicros - 1, highestMicros}
	together := newPair()
	for _, micros := range edges {
		alone := newPair()
		alone.record(t, micros)
		alone.agree(t)
		together.record(t, micros)
	}
	together.agree(t)
}

func TestALineIsTheReferencesForAnyValues(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, values := range []int{1, 10, 1000, 100_000} {
		p := newPair()
		for range values {
			p.record(t, int64(math.Exp(random.Float64()*math.Log(highestMicros))))
		}
		p.agree(t)
	}
}

func TestALineIsTheReferencesForAnyCount(t *testing.T) {
	for bit := range 62 {
		p := newPair()
		p.record(t, 5000)
		place := placeOf(5000)
		p.ours.cells[place] = 1<<bit + 1
		require.NoError(t, p.theirs.RecordValues(5000, 1<<bit))
		p.agree(t)
	}
}

func TestValuesShareAPlaceAsInTheReference(t *testing.T) {
	reference := hdr.New(lowestMicros, highestMicros, significantDigits)
	for micros := int64(0); micros <= highestMicros; micros += 1 + micros/300 {
		assert.Equal(t, reference.ValuesAreEquivalent(micros, micros+1), placeOf(micros) == placeOf(micros+1), micros)
	}
	assert.Less(t, placeOf(highestMicros), placeCount)
	assert.Equal(t, reference.ByteSize()/8, placeCount+8, "its 23,552 places, and its other fields")
}

func TestAValueOutOfRangeIsClampedAndTold(t *testing.T) {
	for ms, want := range map[float64]int64{
		-1: 0, -0.0006: 0, math.Inf(-1): 0, math.NaN(): 0,
		3_600_000.001: highestMicros, math.MaxFloat64: highestMicros, math.Inf(1): highestMicros,
	} {
		h := newHistogram("x")
		assert.True(t, h.record(ms), ms)
		assert.EqualValues(t, 1, h.cells[placeOf(want)], ms)
	}
	for ms, want := range map[float64]int64{-0.0004: 0, 0: 0, 0.0006: 1, 3_600_000: highestMicros, 3_600_000.0004: highestMicros} {
		h := newHistogram("x")
		assert.False(t, h.record(ms), ms)
		assert.EqualValues(t, 1, h.cells[placeOf(want)], ms)
	}
}

func TestAnExchangeLeavesNothingBehind(t *testing.T) {
	h, spare := newHistogram("x"), newCounts()
	assert.Same(t, spare.cells, h.exchange(spare).cells, "nothing to write")
	h.record(1)
	h.record(3_600_000)
	taken := h.exchange(spare)
	assert.EqualValues(t, 1, taken.cells[placeOf(1000)])
	assert.True(t, h.empty())
	taken.clear()
	assert.True(t, taken.empty())
	assert.Zero(t, *taken.cells)
}
