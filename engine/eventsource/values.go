package eventsource

import (
	"fmt"
	"math"
	"reflect"
	"time"

	"github.com/grafana/sobek"
)

// isPlainObject tells an object of properties from arrays, functions and the like, without reading any property.
func isPlainObject(v sobek.Value) bool {
	object, ok := v.(*sobek.Object)
	return ok && object.ExportType() == reflect.TypeFor[map[string]any]()
}

// exported gives the Go value of v if it is a primitive of type T, and never converts.
func exported[T any](v sobek.Value) (T, bool) {
	var none T
	switch v.(type) {
	case nil, *sobek.Object, *sobek.Symbol:
		return none, false
	}
	value, ok := v.Export().(T)
	return value, ok
}

func number(v sobek.Value) (float64, bool) {
	if n, ok := exported[int64](v); ok {
		return float64(n), true
	}
	n, ok := exported[float64](v)
	return n, ok && !math.IsNaN(n) && !math.IsInf(n, 0)
}

func milliseconds(target *time.Duration) setter {
	return func(v sobek.Value) error {
		ms, ok := number(v)
		if !ok || ms < 0 || ms > maxRetryMs {
			return fmt.Errorf("must be a number of milliseconds from 0 to %d", maxRetryMs)
		}
		*target = time.Duration(ms * float64(time.Millisecond))
		return nil
	}
}

func integer(target *int, least int) setter {
	return func(v sobek.Value) error {
		n, ok := number(v)
		if !ok || n != math.Trunc(n) || n < float64(least) || n > math.MaxInt32 {
			return fmt.Errorf("must be an integer from %d to %d", least, math.MaxInt32)
		}
		*target = int(n)
		return nil
	}
}
