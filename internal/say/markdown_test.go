package say

import (
	"regexp"
	"strings"
	"testing"
)

func TestEscape(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     string
	}{
		{"an ordinary sentence is left alone", "Sales (EMEA) - floor 3, 50% & more: it's O'Neil <3 #1!", "Sales (EMEA) - floor 3, 50% & more: it's O'Neil <3 #1!"},
		{"a phone number is left alone", "+41 44 668 10 07", "+41 44 668 10 07"},
		{"an account name is left alone", `CONTOSO\adele_vance`, `CONTOSO\adele_vance`},
		{"emphasis", "*a* **b** _c_ __d__", `\*a\* \*\*b\*\* \_c\_ \_\_d\_\_`},
		{"code", "`rm`", "\\`rm\\`"},
		{"strikethrough, and a tilde", "~~a~~ ~5", `\~\~a\~\~ ~5`},
		{"a link", "[Approve](https://evil.example)", `[Approve\](https://evil.example)`},
		{"a link by reference", "[a][b]", `[a\][b]`},
		{"a definition of a link", "[a]: https://evil.example", `[a\]: https://evil.example`},
		{"an image", "![a](b)", `![a\](b)`},
		{"an autolink", "<https://evil.example>", `\<https://evil.example>`},
		{"an address that begins oddly", "<#a@b.example>", `\<#a@b.example>`},
		{"a mention", "<at>Megan</at>", `\<at>Megan\</at>`},
		{"an entity", "&lt;b&#62; R&D; A & B; &", `\&lt;b\&#62; R\&D; A & B; &`},
		{"a heading", "# Approved", `\# Approved`},
		{"a quotation", "> Approved", `\> Approved`},
		{"lists", "- a\n+ b\n* c\n1. d\n22) e", "\\- a\n\n\\+ b\n\n\\* c\n\n1\\. d\n\n22\\) e"},
		{"a rule", "---", `\---`},
		{"code by indentation", "a\n      b", "a\n\nb"},
		{"a date macro", "{{DATE(2026-11-21T10:15:00Z, SHORT)}}", `{\{DATE(2026-11-21T10:15:00Z, SHORT)}}`},
		{"three braces", "{{{TIME(2026-11-21T10:15:00Z)}}", `{\{\{TIME(2026-11-21T10:15:00Z)}}`},
		{"an expression is no template", "${reason}", "${reason}"},
		{"a backslash that would escape", `\*`, `\\\*`},
		{"a backslash at the end", `a\`, `a\\`},
		{"a carriage return is a line break", "a\r\nb\rc", "a\n\nb\n\nc"},
		{"what cannot be seen goes", "a\x00b\u202egnp.exe\u2066", "abgnp.exe"},
		{"what is no text is shown so", "a\xffb", "a\ufffdb"},
		{"nothing", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Escape(c.in); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestEscapeCutsWhatIsTooLong(t *testing.T) {
	got := Escape(strings.Repeat("ü", 10_000))
	if want := strings.Repeat("ü", maxRunes) + "…"; got != want {
		t.Errorf("got %d bytes, want %d", len(got), len(want))
	}
}

var (
	macro     = regexp.MustCompile(`\{\{(DATE|TIME)\(`)
	backslash = regexp.MustCompile("\\\\([!-/:-@\\[-`{-~])")
)

// FuzzEscape wants a reader to see what was typed: no macro is left, and taking the backslashes away
// gives the text back.
func FuzzEscape(f *testing.F) {
	for _, text := range []string{
		"Adele Vance", "{{DATE(2026-11-21T10:15:00Z, SHORT)}}", "<at>Megan</at>", "[a](b) **c** _d_", "\x00\xff\u202e", `\`, "# a\n1. b\r\n- c", "~~~\n&amp;\\&",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		said := Words(text).Markdown(English)
		if macro.MatchString(said) {
			t.Errorf("%q still holds a macro: %q", text, said)
		}
		squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
		if got, want := squeeze(backslash.ReplaceAllString(said, "$1")), squeeze(clean(text)); got != want {
			t.Errorf("a reader sees %q, want %q", got, want)
		}
		if got, want := squeeze(Words(text).String()), squeeze(clean(text)); got != want {
			t.Errorf("a terminal shows %q, want %q", got, want)
		}
	})
}
