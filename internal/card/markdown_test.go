package card

import (
	"strings"
	"testing"
	"time"
)

func TestEscape(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     Trusted
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
	got := string(Escape(strings.Repeat("ü", 10_000)))
	if want := strings.Repeat("ü", maxRunes) + "…"; got != want {
		t.Errorf("got %d bytes, want %d", len(got), len(want))
	}
}

func TestText(t *testing.T) {
	at := time.Date(2026, 11, 21, 11, 15, 0, 0, time.FixedZone("CET", 3600))
	for _, c := range []struct {
		name      string
		got, want Trusted
	}{
		{"the format may be Markdown, the argument may not", Text("**%s** asks", "*Ada*"), `**\*Ada\*** asks`},
		{"a sentence within a sentence stays one", Text("%s, %s", Text("*%d*", 3), "_x_"), `*3*, \_x\_`},
		{"flags and verbs work", Text("%03d|%q|%+d", 7, "a", 3), `007|"a"|+3`},
		{"a time is left to the reader's client", Text("held until %s", Time(at)), "held until {{DATE(2026-11-21T10:15:00Z, SHORT)}} {{TIME(2026-11-21T10:15:00Z)}}"},
		{"a day too", Date(at), "{{DATE(2026-11-21T10:15:00Z, SHORT)}}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.got != c.want {
				t.Errorf("got  %q\nwant %q", c.got, c.want)
			}
		})
	}
}

func TestPlain(t *testing.T) {
	at := time.Date(2026, 11, 21, 10, 15, 0, 0, time.UTC)
	zurich := time.FixedZone("CET", 3600)
	for _, c := range []struct {
		name string
		in   Trusted
		loc  *time.Location
		want string
	}{
		{"a moment", Text("at %s.", Time(at)), time.UTC, "at 21 Nov 2026 10:15 UTC."},
		{"a moment elsewhere", Time(at), zurich, "21 Nov 2026 11:15 CET"},
		{"a day", Date(at), time.UTC, "21 Nov 2026"},
		{"a time of day", "{{TIME(2026-11-21T10:15:00Z)}}", time.UTC, "10:15 UTC"},
		{"a day and the time of another", "{{DATE(2026-11-20T10:15:00Z, SHORT)}} {{TIME(2026-11-21T10:15:00Z)}}", time.UTC, "20 Nov 2026 10:15 UTC"},
		{"a macro that is none", "{{DATE(soon)}}", time.UTC, "{{DATE(soon)}}"},
		{"a macro that somebody typed", Escape("{{DATE(2026-11-21T10:15:00Z, SHORT)}}"), time.UTC, "{{DATE(2026-11-21T10:15:00Z, SHORT)}}"},
		{"bold", Text("Say **%s**.", "**now**"), time.UTC, "Say **now**."},
		{"what was escaped", Escape(`*a* [b](c) \* <at>x</at> CONTOSO\ada`), time.UTC, `*a* [b](c) \* <at>x</at> CONTOSO\ada`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Plain(c.in, c.loc); got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}
