package say

import "strings"

// Language is one the desk speaks. The zero Language is English.
type Language string

const (
	English Language = ""
	German  Language = "de"
)

// Speaks is the language for a BCP 47 tag such as "de-CH"; English for one the desk does not speak.
func Speaks(locale string) Language {
	primary, _, _ := strings.Cut(strings.ToLower(locale), "-")
	if _, ok := catalogue[Language(primary)]; ok {
		return Language(primary)
	}
	return English
}

// catalogue has for each language but English the formats by their English ones.
var catalogue = map[Language]map[string]string{German: german}

// Catalogue is all there is to say in each language but English, by the English formats.
func Catalogue() map[Language]map[string]string { return catalogue }

// format is the language's form of an English format; one that is missing stays English.
func (l Language) format(english string) string {
	if other, ok := catalogue[l][english]; ok {
		return other
	}
	return english
}

// Label is a fixed text, such as a button's in a card's template, in this language.
func (l Language) Label(english string) string { return l.format(english) }
