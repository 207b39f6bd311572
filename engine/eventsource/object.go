package eventsource

import (
	"fmt"
	"sort"
	"strings"

	"github.com/grafana/sobek"
)

// setter takes one property of an object of options.
type setter func(sobek.Value) error

// readObject hands each property to its setter; undefined counts as absent.
func readObject(rt *sobek.Runtime, place string, v sobek.Value, setters map[string]setter) error {
	if v == nil || sobek.IsUndefined(v) {
		return nil
	}
	if !isPlainObject(v) {
		return fmt.Errorf("%s: the options must be an object", place)
	}
	object := v.ToObject(rt)
	for _, name := range object.Keys() {
		set, known := setters[name]
		if !known {
			return fmt.Errorf("%s: unknown option %q; allowed are %s", place, name, names(setters))
		}
		value := object.Get(name)
		if value == nil || sobek.IsUndefined(value) { // a getter may have taken it away
			continue
		}
		if err := set(value); err != nil {
			return fmt.Errorf("%s: option %q: %w; allowed options are %s", place, name, err, names(setters))
		}
	}
	return nil
}

func names(setters map[string]setter) string {
	all := make([]string, 0, len(setters))
	for name := range setters {
		all = append(all, name)
	}
	sort.Strings(all)
	return strings.Join(all, ", ")
}
