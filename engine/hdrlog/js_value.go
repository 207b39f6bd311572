package hdrlog

import (
	"math"
	"reflect"

	"github.com/grafana/sobek"
)

// Types of a script's values in Go; to ask for the type costs nothing, to export a value allocates it.
var ( //nolint:gochecknoglobals // constants
	typeString  = reflect.TypeFor[string]()
	typeInteger = reflect.TypeFor[int64]()
	typeFloat   = reflect.TypeFor[float64]()
	typeBoolean = reflect.TypeFor[bool]()
	typeObject  = reflect.TypeFor[map[string]any]() // no array, function, date or handle
	typeNull    = reflect.TypeOf(nil)               // undefined, too
)

// text is false for what is no string.
func text(v sobek.Value) (string, bool) {
	if v.ExportType() != typeString {
		return "", false
	}
	return v.String(), true
}

// number is false for what is no finite number.
func number(v sobek.Value) (float64, bool) {
	switch v.ExportType() {
	case typeInteger, typeFloat:
		n := v.ToFloat()
		return n, !math.IsNaN(n) && !math.IsInf(n, 0)
	default:
		return 0, false
	}
}

// object is nil for undefined.
func (m *ModuleInstance) object(v sobek.Value, place string) *sobek.Object {
	if v == nil || sobek.IsUndefined(v) {
		return nil
	}
	object, ok := v.(*sobek.Object)
	if !ok || object.ExportType() != typeObject {
		m.refuse("%s must be an object", place)
	}
	return object
}
