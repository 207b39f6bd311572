package hdrlog

// counter is the sum since the last interval.
type counter struct {
	key   string
	delta float64
}

func newCounter(key string) *counter { return &counter{key: key} }

// gauge is a level: the last value, and the highest within the interval.
type gauge struct {
	key  string
	last float64
	max  float64
}

func newGauge(key string) *gauge { return &gauge{key: key} }

func (g *gauge) set(value float64) {
	g.last = value
	g.max = max(g.max, value)
}
