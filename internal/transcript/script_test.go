package transcript

import (
	"strings"
	"testing"
)

const story = `# Adele gets a number once her manager agrees.

@adele
> request
< card
| A number for you
| [Send request]
> [Send request] reason="New, and eager", site=Zurich
< answer
| Waiting for Megan Bowen

@megan
< card
| Adele Vance asks for a number
| [Approve] [Deny]
> [Approve #2]
! wait 25h
! graph: assignNumber +41446681000 to adele
`

func TestParse(t *testing.T) {
	tests := []struct {
		name string
		text string
		want string // part of the error, empty for none
	}{
		{"a whole story is read", story, ""},
		{"nothing is a script", "", ""},
		{"a comment needs no space", "#!\n", ""},
		{"an empty line of a card is a bare bar", "@adele\n< card\n|\n", ""},
		{"a value with a comma is quoted", "@adele\n> [Send] a=\"x, y\", b=z\n", ""},
		{"an empty value is quoted", "@adele\n> [Send] a=\"\"\n", ""},
		{"the last line must end", "# x", "the last line does not end"},
		{"a line has a marker", "hello\n", "s:1: \"hello\" is no line"},
		{"a marker has a space", "@adele\n>request\n", "s:2:"},
		{"somebody must speak", "> request\n", "nobody speaks yet"},
		{"spaces at the end are refused", "@adele\n> request \n", "s:2:"},
		{"a title must be closed", "@adele\n> [Send\n", "a click is [Title]"},
		{"inputs have names", "@adele\n> [Send] =x\n", "is no input"},
		{"inputs are separated one way", "@adele\n> [Send] a=x,b=y\n", "a comma and a space"},
		{"a quotation must be closed", "@adele\n> [Send] a=\"x\n", "unclosed quotation"},
		{"needless quotation marks are refused", "@adele\n> [Send] a=\"x\"\n", "write it as"},
		{"tabs are refused", "@adele\n>\tx\n", "control characters"},
		{"bytes that are no text are refused", "# \xff\n", "not UTF-8"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Parse("s", []byte(tt.text))
			if tt.want == "" {
				if err != nil {
					t.Fatal(err)
				}
				if got := string(s.Format()); got != tt.text {
					t.Errorf("Format gives %q, want %q", got, tt.text)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want it to say %q", err, tt.want)
			}
		})
	}
}

func TestParseKnowsWhoSpeaksAndWhatIsTyped(t *testing.T) {
	s, err := Parse("s", []byte(story))
	if err != nil {
		t.Fatal(err)
	}
	click := s.Lines[7]
	if click.Kind != Click || click.Who != "adele" || click.Text != "Send request" || len(click.Inputs) != 2 ||
		click.Inputs[0] != (Input{"reason", "New, and eager"}) || click.Inputs[1] != (Input{"site", "Zurich"}) {
		t.Errorf("the click is read as %+v", click)
	}
	if l := s.Lines[len(s.Lines)-1]; l.Kind != Happened {
		t.Errorf("the last line is %+v, want something that happened", l)
	}
	if l := s.Lines[len(s.Lines)-2]; l.Kind != World || l.Text != "wait 25h" {
		t.Errorf("the line before is %+v, want something done to the world", l)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(story))
	f.Add([]byte("@a #b\n> [x] y=\"\\u00e9\\n\"\n"))
	f.Add([]byte("! graph: x\n! fault POST token 429 3s\n|\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Parse("fuzz", text)
		if err != nil {
			return
		}
		if got := string(s.Format()); got != string(text) {
			t.Fatalf("Parse then Format turns %q into %q", text, got)
		}
	})
}
