package desk

import (
	"slices"
	"testing"
)

func TestApostrophes(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"inside a word it is one", "because I'm away", []string{"because", "I'm", "away"}},
		{"at the end of a word, too", "the users' phones", []string{"the", "users'", "phones"}},
		{"before a word it opens a quote", "--for 'new reception'", []string{"--for", "new reception"}},
		{"behind a flag's sign, too", "--for='new reception'", []string{"--for=new reception"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, err := split(c.text); err != nil || !slices.Equal(got, c.want) {
				t.Errorf("got %q, %v; want %q", got, err, c.want)
			}
		})
	}
}
