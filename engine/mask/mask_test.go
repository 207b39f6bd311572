package mask

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTextMasksTokens(t *testing.T) {
	for in, want := range map[string]string{
		"a eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.c2ln b":  "a [masked] b",
		`{"accessToken":"eyJhbGciOiJub25lIn0.eyJzdWI"}`: `{"accessToken":"[masked]"}`,
		"Authorization: bearer abc.def-1==":             "Authorization: bearer [masked]",
		"nothing to hide":                               "nothing to hide",
	} {
		assert.Equal(t, want, Text(in, 100))
	}
}

func TestTextCutsOnACharactersBorder(t *testing.T) {
	assert.Equal(t, "a…", Text("a€€", 3))
	assert.Equal(t, "a€…", Text("a€€", 4))
}
