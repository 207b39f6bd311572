package eventsource

import "go.k6.io/k6/js/modules"

func init() { //nolint:gochecknoinits // how k6 finds its extensions
	modules.Register("k6/x/eventsource", New())
}
