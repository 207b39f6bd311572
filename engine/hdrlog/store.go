package hdrlog

// store holds the series of one kind under a cap, in the order of their first use.
type store[T any] struct {
	max   int
	make  func(key string) T
	byKey map[string]T
	order []T
}

func newStore[T any](limit int, create func(string) T) store[T] {
	return store[T]{max: limit, make: create, byKey: map[string]T{}}
}

// get finds or makes the series; false when it is new and the cap is reached.
func (s *store[T]) get(key string) (T, bool) {
	if found, ok := s.byKey[key]; ok || len(s.byKey) >= s.max {
		return found, ok
	}
	return s.add(key), true
}

// getReserved finds or makes a series whatever the cap.
func (s *store[T]) getReserved(key string) T {
	if found, ok := s.byKey[key]; ok {
		return found
	}
	return s.add(key)
}

func (s *store[T]) add(key string) T {
	created := s.make(key)
	s.byKey[key] = created
	s.order = append(s.order, created)
	return created
}
