package demo

import (
	"slices"
	"strings"
)

// difference shows two texts as a line diff: lines with - are wanted and missing, with + there and not wanted,
// between up to two lines around them that both have.
func difference(want, got string) string {
	w, g := strings.Split(strings.TrimSuffix(want, "\n"), "\n"), strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	// common[i][j] is how many lines the ends from w[i] and g[j] have in common, in order.
	common := make([][]int, len(w)+1)
	for i := range common {
		common[i] = make([]int, len(g)+1)
	}
	for i := len(w) - 1; i >= 0; i-- {
		for j := len(g) - 1; j >= 0; j-- {
			if w[i] == g[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var lines []string
	i, j := 0, 0
	for i < len(w) || j < len(g) {
		switch {
		case i < len(w) && j < len(g) && w[i] == g[j]:
			lines = append(lines, "  "+w[i])
			i, j = i+1, j+1
		case j == len(g) || i < len(w) && common[i+1][j] >= common[i][j+1]:
			lines = append(lines, "- "+w[i])
			i++
		default:
			lines = append(lines, "+ "+g[j])
			j++
		}
	}
	return strings.Join(near(lines), "\n")
}

// near keeps the changed lines of a diff and two around each; what is left out becomes "  …".
func near(lines []string) []string {
	const around = 2
	changed := func(l string) bool { return !strings.HasPrefix(l, "  ") }
	var kept []string
	for i, l := range lines {
		if slices.ContainsFunc(lines[max(0, i-around):min(len(lines), i+around+1)], changed) {
			kept = append(kept, l)
		} else if len(kept) == 0 || kept[len(kept)-1] != "  …" {
			kept = append(kept, "  …")
		}
	}
	return kept
}
