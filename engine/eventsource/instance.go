package eventsource

import (
	"maps"
	"slices"

	"github.com/grafana/sobek"
)

// instance is an EventSource as the script sees it: all that is its own lives on the prototype, so an instance is two
// small allocations, and a map only if a script hangs properties of its own on it.
type instance struct {
	stream *stream
	extra  map[string]sobek.Value
}

var _ sobek.DynamicObject = &instance{}

// Get implements sobek.DynamicObject; nil leads to the prototype.
func (i *instance) Get(key string) sobek.Value { return i.extra[key] }

// Set implements sobek.DynamicObject.
func (i *instance) Set(key string, value sobek.Value) bool {
	if i.extra == nil {
		i.extra = map[string]sobek.Value{}
	}
	i.extra[key] = value
	return true
}

// Has implements sobek.DynamicObject.
func (i *instance) Has(key string) bool { return i.extra[key] != nil }

// Delete implements sobek.DynamicObject.
func (i *instance) Delete(key string) bool {
	delete(i.extra, key)
	return true
}

// Keys implements sobek.DynamicObject.
func (i *instance) Keys() []string { return slices.Sorted(maps.Keys(i.extra)) }
