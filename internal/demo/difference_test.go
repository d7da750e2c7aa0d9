package demo

import "testing"

func TestDifference(t *testing.T) {
	for _, c := range []struct{ name, want, got, shown string }{
		{"equal texts show nothing but that lines are left out", "a\nb\n", "a\nb\n", "  …"},
		{"a line that is missing", "a\nb\nc\n", "a\nc\n", "  a\n- b\n  c"},
		{"a line too many", "a\nc\n", "a\nb\nc\n", "  a\n+ b\n  c"},
		{"a line that differs, far from the ends", "1\n2\n3\n4\n5\n6\n7\n", "1\n2\n3\nfour\n5\n6\n7\n", "  …\n  2\n  3\n- 4\n+ four\n  5\n  6\n  …"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if shown := difference(c.want, c.got); shown != c.shown {
				t.Errorf("got\n%s\nwant\n%s", shown, c.shown)
			}
		})
	}
}
