package card

import (
	"encoding/json"

	"github.com/numberdesk/numberdesk/internal/say"
)

// NoticeData fills a small answer: a refusal, or that something is done.
type NoticeData struct {
	Title say.Sentence `json:"title"`
	Text  say.Sentence `json:"text"`
	// Tone colors the title.
	Tone Tone `json:"tone"`
	// Next says what to do. "" leaves it out.
	Next say.Sentence `json:"next"`
}

// Render is a small answer.
func (d NoticeData) Render(l say.Language) (json.RawMessage, error) {
	d.Tone = d.Tone.orDefault()
	return fill(l, "notice", d)
}
