//go:build race

package sheet_test

// slower is how much the race detector slows what is measured.
const slower = 4
