package hdrlog

import (
	"math"
	"math/big"
	"time"

	"go.k6.io/k6/lib"
	"go.k6.io/k6/lib/executor"
)

// schedule is when an executor starts iterations.
type schedule struct {
	vus      int64
	duration time.Duration
	openEnd  bool // the start at the very end races with the end of the phase: it is no plan, but it may come
	starts   func(tuple *lib.ExecutionTuple, yield func(time.Duration))
}

// scheduleOf is false if the executor plans no iterations.
func scheduleOf(config lib.ExecutorConfig) (schedule, bool) {
	switch c := config.(type) {
	case *executor.RampingArrivalRateConfig:
		s := schedule{vus: c.MaxVUs.Int64}
		for _, stage := range c.Stages {
			s.duration += stage.Duration.TimeDuration()
		}
		s.starts = func(t *lib.ExecutionTuple, yield func(time.Duration)) { rampingStarts(c, t, yield) }
		return s, true
	case *executor.ConstantArrivalRateConfig:
		s := schedule{vus: c.MaxVUs.Int64, duration: c.Duration.TimeDuration(), openEnd: true}
		s.starts = func(t *lib.ExecutionTuple, yield func(time.Duration)) { constantStarts(c, t, yield) }
		return s, true
	default:
		return schedule{}, false
	}
}

// planned counts the iterations that k6 is going to start or drop on this instance; nil if the executor plans none.
func planned(config lib.ExecutorConfig, tuple *lib.ExecutionTuple) (count *int64, atEdge int64) {
	s, ok := scheduleOf(config)
	if !ok {
		return nil, 0
	}
	count = new(int64)
	if !config.HasWork(tuple) {
		return count, 0
	}
	// As the executors' Init: the share of the starts goes by the share of the virtual users.
	share, err := tuple.GetNewExecutionTupleFromValue(s.vus)
	if err != nil {
		return count, 0
	}
	s.starts(share, func(at time.Duration) {
		if at > s.duration-edge {
			atEdge++
		}
		if !s.openEnd || at < s.duration {
			*count++
		}
	})
	return count, atEdge
}

// rampingStarts computes as RampingArrivalRateConfig.cal (lib/executor/ramping_arrival_rate.go), operation by
// operation, so that floating point rounds the same way.
func rampingStarts(c *executor.RampingArrivalRateConfig, tuple *lib.ExecutionTuple, yield func(time.Duration)) {
	start, offsets, _ := tuple.GetStripedOffsets()
	unit := float64(c.TimeUnit.Duration)
	from := float64(c.StartRate.ValueOrZero()) / unit
	var stageStart time.Duration
	var doneSoFar, endCount float64
	i, li := float64(start+1), 0
	next := func() {
		i += float64(offsets[li%len(offsets)])
		li++
	}
	for _, stage := range c.Stages {
		to := float64(stage.Target.ValueOrZero()) / unit
		dur := float64(stage.Duration.Duration)
		if from != to {
			endCount += dur * ((to-from)/2 + from)
			for ; i <= endCount; next() {
				root := dur * (from*from*dur + 2*(i-doneSoFar)*(to-from))
				yield(time.Duration((from*dur-math.Sqrt(max(0, root)))/(from-to)) + stageStart)
			}
		} else {
			endCount += dur * to
			for ; i <= endCount; next() {
				yield(time.Duration((i-doneSoFar)/to) + stageStart)
			}
		}
		doneSoFar, from = endCount, to
		stageStart += stage.Duration.TimeDuration()
	}
}

// constantStarts computes as ConstantArrivalRate.Run: a start at 0, then one per period to the end of the phase.
func constantStarts(c *executor.ConstantArrivalRateConfig, tuple *lib.ExecutionTuple, yield func(time.Duration)) {
	if c.Rate.Int64 <= 0 || c.TimeUnit.TimeDuration() <= 0 {
		return
	}
	rate := big.NewRat(c.Rate.Int64, int64(c.TimeUnit.TimeDuration()))
	inverse, _ := rate.Inv(rate).Float64()
	period := time.Duration(inverse)
	if period <= 0 {
		return
	}
	start, offsets, _ := tuple.GetStripedOffsets()
	for li, at := 0, period*time.Duration(start); at <= c.Duration.TimeDuration(); li++ {
		yield(at)
		at += period * time.Duration(offsets[li%len(offsets)])
	}
}
