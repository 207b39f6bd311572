package hdrlog

import (
	"go.k6.io/k6/js/modules"
	"go.k6.io/k6/output"
)

func init() { //nolint:gochecknoinits // how k6 finds its extensions
	modules.Register("k6/x/hdrlog", New())
	output.RegisterExtension("hdrlog", create)
}

func create(params output.Params) (output.Output, error) { return NewOutput(params) }
