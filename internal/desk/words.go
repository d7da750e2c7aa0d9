package desk

import (
	"slices"
	"strings"
	"unicode"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// decisions are words that approvers type for what only a button does.
var decisions = []string{"approve", "approved", "deny", "denied", "reject", "decline", "genehmigen", "genehmigt", "ablehnen", "abgelehnt"}

// unknown answers what is no command with the nearest one.
func unknown(text string, shell bool) (Answer, error) {
	first, _, _ := strings.Cut(strings.ToLower(text), " ")
	if !shell && slices.Contains(decisions, first) {
		return refusal(problem.New(problem.Invalid, "You approve and deny with the buttons of a card. Type approvals to see what waits for your decision.")), nil
	}
	if best := nearestCommand(first, func(c Command) bool { return c.offered(shell) && c.Word != helpCommand.Word }); best != "" {
		return refusal(problem.New(problem.Invalid, "I do not know the command %.30q. Type %s, or help for everything I understand.", first, best)), nil
	}
	return refusal(problem.New(problem.Invalid, "I did not understand that. Type help to see everything I understand.")), nil
}

// nearestCommand is the command among some whose word is most like another word; empty when none is like it.
func nearestCommand(word string, among func(Command) bool) string {
	best, distance := "", 3
	for _, c := range commands {
		if among(c) {
			if n := editDistance(word, c.Word); n < distance {
				best, distance = c.Word, n
			}
		}
	}
	return best
}

// editDistance is Levenshtein's: how many letters to change, add or drop.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		previous := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			previous, row[j] = row[j], min(row[j]+1, row[j-1]+1, previous+cost)
		}
	}
	return row[len(b)]
}

// straight undoes what a keyboard makes of quotes and dashes.
var straight = strings.NewReplacer("“", `"`, "”", `"`, "„", `"`, "—", "--")

// split reads words as a shell does: quotes keep spaces. An apostrophe inside a word is one.
func split(text string) ([]string, error) {
	if len(text) > 4000 {
		return nil, problem.New(problem.Invalid, "That is too long for a command. Type help to see everything I understand.")
	}
	var words []string
	var word strings.Builder
	open, in, last := rune(0), false, ' '
	for _, r := range straight.Replace(text) {
		before := last
		last = r
		switch {
		case open != 0 && r == open:
			open = 0
		case open != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'' && !unicode.IsLetter(before):
			open, in = r, true
		case r == ' ' || r == '\t' || r == '\n' || r == '\u00a0':
			if in {
				words = append(words, word.String())
				word.Reset()
				in = false
			}
		default:
			word.WriteRune(r)
			in = true
		}
	}
	if open != 0 {
		return nil, problem.New(problem.Invalid, "There is a quotation mark without its other half.")
	}
	if in {
		words = append(words, word.String())
	}
	if len(words) == 0 {
		return nil, problem.New(problem.Invalid, "Type help to see everything I understand.")
	}
	return words, nil
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
