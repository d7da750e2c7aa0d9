package card

// Tone is the color of a line that says how things stand ("TextBlock", color, Adaptive Card Schema).
// Color is never the only one to say it: the line does too.
type Tone string

// The tones a card uses. The zero Tone is Default.
const (
	Default   Tone = "Default"
	Accent    Tone = "Accent"    // something is under way
	Good      Tone = "Good"      // done
	Warning   Tone = "Warning"   // the reader should look
	Attention Tone = "Attention" // it failed, or was refused
)

// orDefault keeps a client from being handed a color it does not know.
func (t Tone) orDefault() Tone {
	switch t {
	case Accent, Good, Warning, Attention:
		return t
	}
	return Default
}
