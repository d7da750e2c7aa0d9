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
	zone, err := time.LoadLocation(s.c.Reconcile.TimeZone)
	if err != nil {
		s.log.Error("reconcile not scheduled", problem.Cause(err))
		return
	}
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
	logger := cron.PrintfLogger(slog.NewLogLogger(s.log.Handler(), slog.LevelInfo))
	c := cron.New(cron.WithLocation(zone), cron.WithChain(cron.Recover(logger), cron.SkipIfStillRunning(logger)))
	id, err := c.AddFunc(s.c.Reconcile.Schedule, reconcile)
	if err != nil {
		s.log.Error("reconcile not scheduled", problem.Cause(err))
		return
	}
	if last, err := s.Desk.Synced(ctx); err == nil && !last.IsZero() && c.Entry(id).Schedule.Next(last.In(zone)).Before(time.Now()) {
		reconcile()
	}
	c.Start()
	<-ctx.Done()
	<-c.Stop().Done()
}
