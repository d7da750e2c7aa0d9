package card

import "encoding/json"

// NoticeData fills a small answer: a refusal, or that something is done.
type NoticeData struct {
	Title string  `json:"title"`
	Text  Trusted `json:"text"`
	// Tone colors the title.
	Tone Tone `json:"tone"`
	// Next says what to do. "" leaves it out.
	Next Trusted `json:"next"`
}

// Notice is a small answer.
func Notice(d NoticeData) (json.RawMessage, error) {
	d.Tone = d.Tone.orDefault()
	return Render("notice", d)
}
