package inventory

import (
	"strings"

	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// Pattern names numbers: one (+41446681000), a run of them (+41446681000-+41446681099), or all of a shape, in which ?
// stands for one digit and * for any number of them (+4144668?00, *911). Without a plus it is compared with what
// follows the country's calling code: 112 forbids the number 112 of a country, and nothing that contains it.
type Pattern string

// ParsePattern reads a pattern as people write it, spaces and all. A whole number as it is dialled within the country (ISO
// 3166-1 alpha-2, or "") is that number: nothing that follows a calling code begins with a zero that is dialled before it.
func ParsePattern(text, country string) (Pattern, error) {
	p := strings.NewReplacer(" ", "", "\u00a0", "", "–", "-").Replace(text)
	if first, last, run := strings.Cut(p, "-"); run && strings.HasPrefix(first, "+") {
		r, err := phone.NewRange(phone.Number(first), phone.Number(last))
		if err != nil || !digits(first[1:]) || len(last) < 2 || last[0] != '+' || !digits(last[1:]) {
			return "", problem.Wrap(err, problem.Invalid, "%.40q is no run of numbers, such as +41446681000-+41446681099.", text)
		}
		return Pattern(r.First + "-" + r.Last), nil
	}
	shape := strings.TrimPrefix(p, "+")
	if shape == "" || strings.Trim(shape, "0123456789?*") != "" || strings.Trim(shape, "*") == "" || len(shape) > 20 || strings.Count(shape, "*") > 3 {
		return "", problem.New(problem.Invalid, "%.40q names no numbers. Write one number, a run such as +41446681000-+41446681099, or a shape such as *911, with ? for one digit and * for any.", text)
	}
	if strings.HasPrefix(p, "0") && !phone.KeepsZero(country) {
		n, err := phone.Parse(p, country)
		if err != nil {
			return "", problem.Wrap(err, problem.Invalid, "%.40q names no numbers, because what follows a calling code begins with no zero there. Write it with its calling code, such as +4144668100?, or without the zero and with a country.", text)
		}
		return Pattern(n), nil
	}
	return Pattern(p), nil
}

// Matches reports whether the number is among those the pattern names.
func (p Pattern) Matches(n phone.Number) bool {
	if first, last, run := strings.Cut(string(p), "-"); run {
		return phone.Range{First: phone.Number(first), Last: phone.Number(last)}.Contains(n)
	}
	if shape, whole := strings.CutPrefix(string(p), "+"); whole {
		return shaped(shape, strings.TrimPrefix(string(n.Base()), "+"))
	}
	return shaped(string(p), n.National())
}

// Outside reports whether it can be told that the pattern names no number of a run: one with a plus whose lowest number is
// above the run, or whose highest is below it.
func (p Pattern) Outside(r phone.Range) bool {
	if first, last, run := strings.Cut(string(p), "-"); run {
		return !r.Overlaps(phone.Range{First: phone.Number(first), Last: phone.Number(last)})
	}
	if !strings.HasPrefix(string(p), "+") {
		return false
	}
	before, _, longer := strings.Cut(string(p), "*")
	size := len(r.First)
	if size != len(before) && !longer || size < len(before) {
		return true
	}
	bound := func(digit string) string {
		return strings.ReplaceAll(before, "?", digit) + strings.Repeat(digit, size-len(before))
	}
	return bound("0") > string(r.Last) || bound("9") < string(r.First)
}

// May reports whether the pattern could match, as far as can be told at a glance: without finding out where the country's
// calling code ends. Whoever looks for its numbers among a million asks this first.
func (p Pattern) May(n phone.Number) bool {
	if strings.HasPrefix(string(p), "+") {
		return p.Matches(n)
	}
	return shaped("*"+string(p), strings.TrimPrefix(string(n.Base()), "+"))
}

// shaped matches text against a shape of digits, ? and *.
func shaped(shape, text string) bool {
	if shape == "" {
		return text == ""
	}
	if shape[0] == '*' {
		for i := range len(text) + 1 {
			if shaped(shape[1:], text[i:]) {
				return true
			}
		}
		return false
	}
	return text != "" && (shape[0] == '?' || shape[0] == text[0]) && shaped(shape[1:], text[1:])
}

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// Forbidden are numbers that are never offered.
type Forbidden struct {
	Pattern Pattern `json:"pattern"`
	// Country narrows it to the numbers of one country (ISO 3166-1 alpha-2); empty means all.
	Country string `json:"country,omitempty"`
	Why     string `json:"why,omitempty"`
}

// Covers reports whether it forbids a number.
func (f Forbidden) Covers(n phone.Number, country string) bool {
	return (f.Country == "" || strings.EqualFold(f.Country, country)) && f.Pattern.Matches(n)
}

// ForbiddenBy is the first pattern that forbids a number, or none.
func ForbiddenBy(n phone.Number, country string, all []Forbidden) Pattern {
	for _, f := range all {
		if f.Covers(n, country) {
			return f.Pattern
		}
	}
	return ""
}

// ForbiddenBy is a number as these patterns leave it: one that they cover is never offered, and blocked when it is free.
func (n Number) ForbiddenBy(all []Forbidden) Number {
	if n.Forbidden = ForbiddenBy(n.Phone, n.Country, all); n.Forbidden != "" && n.State == Available {
		n.State, n.Why = Blocked, n.Forbidden.Why()
	}
	return n
}

// Why says why a number is blocked that the pattern covers.
func (p Pattern) Why() say.Sentence { return say.Text("forbidden by %s", p) }

// BlockedBy reports whether a number is blocked by nothing but the pattern: no admin gave a reason of his own.
func (n Number) BlockedBy(p Pattern) bool {
	return n.State == Blocked && n.Why.String() == p.Why().String()
}

// Prefix is what every number of the pattern begins with, as far as that can be told: "" when it cannot.
func (p Pattern) Prefix() string {
	first, last, run := strings.Cut(string(p), "-")
	if run {
		same := 0
		for same < min(len(first), len(last)) && first[same] == last[same] {
			same++
		}
		return first[:same]
	}
	if !strings.HasPrefix(first, "+") {
		return ""
	}
	fixed, _, _ := strings.Cut(strings.ReplaceAll(first, "?", "*"), "*")
	return fixed
}
