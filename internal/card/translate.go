package card

import (
	"regexp"

	"github.com/numberdesk/numberdesk/internal/say"
)

// labels are the properties of an Adaptive Card that a person reads.
var labels = map[string]bool{
	"text": true, "title": true, "label": true, "placeholder": true, "errorMessage": true, "fallbackText": true, "altText": true,
}

var (
	expressions = regexp.MustCompile(`\$\{[^}]*\}`)
	letter      = regexp.MustCompile(`\pL`)
)

// label reports whether the text of a template's property has words to translate.
func label(property, text string) bool {
	return labels[property] && letter.MatchString(expressions.ReplaceAllString(text, ""))
}

// translate is a decoded template with what it says itself in the language l. Its expressions stay.
func translate(node any, l say.Language) any {
	switch n := node.(type) {
	case map[string]any:
		spoken := make(map[string]any, len(n))
		for key, value := range n {
			if text, ok := value.(string); ok && label(key, text) {
				value = l.Label(text)
			}
			spoken[key] = translate(value, l)
		}
		return spoken
	case []any:
		spoken := make([]any, len(n))
		for i := range n {
			spoken[i] = translate(n[i], l)
		}
		return spoken
	}
	return node
}

// Labels are all words of the templates that people read, for the catalogue to have.
func Labels() ([]string, error) {
	var all []string
	err := eachTemplate(func(_ string, node any) error {
		all = append(all, labelsIn(node)...)
		return nil
	})
	return all, err
}

func labelsIn(node any) []string {
	var all []string
	switch n := node.(type) {
	case map[string]any:
		for key, value := range n {
			if text, ok := value.(string); ok && label(key, text) {
				all = append(all, text)
			}
			all = append(all, labelsIn(value)...)
		}
	case []any:
		for _, value := range n {
			all = append(all, labelsIn(value)...)
		}
	}
	return all
}
