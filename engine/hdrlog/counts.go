package hdrlog

import "math/bits"

// The geometry of HdrHistogram for three significant digits from 1 µs to 1 h: 2,048 places of 1 µs each, then 1,024
// for each further power of two. A place is an index of the counts array that the V2 format writes.
const (
	lowestMicros      = 1
	highestMicros     = 3_600_000_000
	significantDigits = 3
	halfBits          = 10
	placeCount        = (22 + 1) << halfBits // 22 powers of two hold 1 h; 8 bytes each are 188,416
)

// counts is a dense histogram that knows which of its places were touched, so that writing and clearing it cost by the
// spread of the values and not by its size.
type counts struct {
	cells       *[placeCount]int64
	first, last int // the touched places; first > last when there are none
}

func newCounts() counts { return counts{cells: new([placeCount]int64), first: placeCount, last: -1} }

// add counts a value between 0 and highestMicros.
func (c *counts) add(micros int64) {
	place := placeOf(micros)
	c.cells[place]++
	c.first, c.last = min(c.first, place), max(c.last, place)
}

func (c *counts) empty() bool { return c.first > c.last }

func (c *counts) clear() {
	if !c.empty() {
		clear(c.cells[c.first : c.last+1])
	}
	c.first, c.last = placeCount, -1
}

// max is the greatest value that shares its place with the greatest one counted, as HdrHistogram's own maximum is.
func (c *counts) max() int64 {
	shift := max(0, c.last>>halfBits-1)
	return int64(c.last-shift<<halfBits+1)<<shift - 1
}

func placeOf(micros int64) int {
	shift := bits.Len64(uint64(micros)|(2<<halfBits-1)) - halfBits - 1
	return shift<<halfBits + int(micros>>shift)
}
