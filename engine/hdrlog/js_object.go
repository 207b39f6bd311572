package hdrlog

import (
	"reflect"

	"github.com/grafana/sobek"
)

// methods are the native functions of one kind of object, made once per virtual user, so that an object costs one
// allocation here and a call no reflection.
type methods map[string]sobek.Value

// handle is an object of a script that stands for a Go value; its methods are fixed.
type handle[T any] struct {
	value   T
	methods methods
}

var _ sobek.DynamicObject = &handle[Operation]{}

// Get implements sobek.DynamicObject.
func (h *handle[T]) Get(key string) sobek.Value { return h.methods[key] }

// Set implements sobek.DynamicObject: nothing can be set.
func (*handle[T]) Set(string, sobek.Value) bool { return false }

// Has implements sobek.DynamicObject.
func (h *handle[T]) Has(key string) bool { return h.methods[key] != nil }

// Delete implements sobek.DynamicObject: nothing can be deleted.
func (*handle[T]) Delete(string) bool { return false }

// Keys implements sobek.DynamicObject.
func (h *handle[T]) Keys() []string {
	keys := make([]string, 0, len(h.methods))
	for key := range h.methods {
		keys = append(keys, key)
	}
	return keys
}

// method makes a native function that finds the Go value behind `this`.
func method[T any](m *ModuleInstance, do func(*T, sobek.FunctionCall) sobek.Value) sobek.Value {
	return m.vu.Runtime().ToValue(func(call sobek.FunctionCall) sobek.Value {
		if object, ok := call.This.(*sobek.Object); ok {
			// Only ours is exported: exporting any other object would run its getters.
			if object.ExportType() == reflect.TypeFor[*handle[T]]() {
				return do(&object.Export().(*handle[T]).value, call) //nolint:forcetypeassert // the line above
			}
		}
		m.refuse("illegal invocation: `this` is not what begin or startIteration returned")
		return nil
	})
}
