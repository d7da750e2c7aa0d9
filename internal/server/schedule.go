package server

import (
	"context"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
)

// schedule reconciles by the cron expression, and once at the start when a run was missed.
func (s *Server) schedule(ctx context.Context) {
	reconcile := func() {
		plan, err := s.Desk.Reconcile(ctx, store.Actor{Kind: store.ByRule, ID: "schedule"}, true, 0)
		switch {
		case err != nil:
			s.log.Warn("reconcile changed nothing: the read was not complete", problem.Cause(err))
		case !plan.Stopped.IsZero():
			s.log.Error("reconcile stopped", "why", plan.Stopped.String())
		default:
			s.log.Info("reconciled", "numbers", plan.Numbers, "changes", plan.Applied)
		}
		s.metrics.reconciled(plan, err)
	}
	s.regularly(ctx, "reconcile", s.c.Reconcile.Schedule, s.Desk.Synced, reconcile)
}

// backups copies the store by the cron expression, and once at the start when a copy was missed.
func (s *Server) backups(ctx context.Context) {
	if s.c.Backup.Folder == "" {
		return
	}
	backup := func() {
		switch made, err := s.Desk.ScheduledBackup(ctx); {
		case ctx.Err() != nil:
		case err != nil:
			s.log.Error("no backup was made", problem.Cause(err))
		default:
			s.log.Info("backed up", "file", made.File, "numbers", made.Numbers, "requests", made.Requests, "entries", made.Entries)
		}
	}
	s.regularly(ctx, "backup", s.c.Backup.Schedule, s.Desk.LastBackup, backup)
}

// regularly runs something by a cron expression until ctx ends, and once at the start when, after the last time, a run
// was missed. Runs do not overlap.
func (s *Server) regularly(ctx context.Context, what, expression string, last func(context.Context) (time.Time, error), run func()) {
	zone, err := time.LoadLocation(s.c.Reconcile.TimeZone)
	if err != nil {
		s.log.Error(what+" not scheduled", problem.Cause(err))
		return
	}
	logger := cron.PrintfLogger(slog.NewLogLogger(s.log.Handler(), slog.LevelInfo))
	c := cron.New(cron.WithLocation(zone), cron.WithChain(cron.Recover(logger), cron.SkipIfStillRunning(logger)))
	id, err := c.AddFunc(expression, run)
	if err != nil {
		s.log.Error(what+" not scheduled", problem.Cause(err))
		return
	}
	if last, err := last(ctx); err == nil && !last.IsZero() && c.Entry(id).Schedule.Next(last.In(zone)).Before(time.Now()) {
		run()
	}
	c.Start()
	<-ctx.Done()
	<-c.Stop().Done()
}
