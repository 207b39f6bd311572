package hdrlog

import (
	"math"
	"sync"
)

// store holds the series or books of one kind under a cap, in the order of their first use. Nothing is ever taken out.
type store[K comparable, T any] struct {
	max   int
	make  func(K) T
	mu    sync.RWMutex // of the two below; what a store holds has locks of its own
	byKey map[K]T
	order []T
}

func newStore[K comparable, T any](limit int, create func(K) T) *store[K, T] {
	return &store[K, T]{max: limit, make: create, byKey: map[K]T{}}
}

// get finds or makes what key names; false when it is new and the cap is reached.
func (s *store[K, T]) get(key K) (T, bool) { return s.findOrAdd(key, s.max) }

// getReserved finds or makes what key names, whatever the cap.
func (s *store[K, T]) getReserved(key K) T {
	found, _ := s.findOrAdd(key, math.MaxInt)
	return found
}

func (s *store[K, T]) findOrAdd(key K, limit int) (T, bool) {
	s.mu.RLock()
	found, ok := s.byKey[key]
	s.mu.RUnlock()
	if ok {
		return found, true
	}
	return s.add(key, limit)
}

func (s *store[K, T]) add(key K, limit int) (T, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.byKey[key]
	if ok || len(s.byKey) >= limit {
		return found, ok
	}
	created := s.make(key)
	s.byKey[key] = created
	s.order = append(s.order, created)
	return created, true
}

// list is what there is now; the store only appends behind it.
func (s *store[K, T]) list() []T {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.order
}
