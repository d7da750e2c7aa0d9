package desk

import "context"

// Progress is how far a long command has come.
type Progress struct {
	// Doing is what is being done: "reading", "planning", "importing", "saving", "exporting".
	Doing string
	// Done of Total lines; Total is 0 when that is not known.
	Done, Total int
}

type progressKey struct{}

// WithProgress has tell told how far a command run with the context has come, every thousand lines.
func WithProgress(ctx context.Context, tell func(Progress)) context.Context {
	return context.WithValue(ctx, progressKey{}, tell)
}

// ProgressOf is who is told of the progress of commands run with the context; nil is nobody.
func ProgressOf(ctx context.Context) func(Progress) {
	tell, _ := ctx.Value(progressKey{}).(func(Progress))
	return tell
}

func tellProgress(ctx context.Context, p Progress) {
	if tell := ProgressOf(ctx); tell != nil {
		tell(p)
	}
}

// ticker counts lines and tells of them.
func ticker(ctx context.Context, doing string, total int) func() {
	done := 0
	return func() {
		if done++; done%1000 == 0 || done == total {
			tellProgress(ctx, Progress{doing, done, total})
		}
	}
}
