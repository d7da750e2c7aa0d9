package server

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/numberdesk/numberdesk/internal/desk"
	"github.com/numberdesk/numberdesk/internal/teams"
)

// metrics are what an operator watches. Labels come from small fixed sets; none is a person or a number.
type metrics struct {
	registry    *prometheus.Registry
	turns       *prometheus.HistogramVec
	refused     *prometheus.CounterVec
	keys        *prometheus.CounterVec
	sent        *prometheus.HistogramVec
	slowed      *prometheus.CounterVec
	undelivered *prometheus.CounterVec
	runs        *prometheus.CounterVec
	changes     prometheus.Counter
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		turns: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "numberdesk_turn_seconds", Help: "How long activities took to answer, by type and status.",
			Buckets: []float64{.001, .003, .01, .03, .1, .3, 1, 3, 10},
		}, []string{"type", "status"}),
		refused: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "numberdesk_refused_total", Help: "Activities that were not Teams' word, by reason.",
		}, []string{"reason"}),
		keys: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "numberdesk_key_fetches_total", Help: "Fetches of the Bot Framework's keys, by outcome.",
		}, []string{"outcome"}),
		sent: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "numberdesk_connector_seconds", Help: "How long Teams took to take what the bot sends, by status; 0 is no answer.",
			Buckets: []float64{.03, .1, .3, 1, 3, 10, 30},
		}, []string{"status"}),
		slowed: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "numberdesk_throttled_total", Help: "Calls that had to wait: teams and graph asked for it, pace is our own.",
		}, []string{"by"}),
		undelivered: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "numberdesk_undelivered_total", Help: "Messages given up, by why.",
		}, []string{"code"}),
		runs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "numberdesk_reconcile_total", Help: "Scheduled reconciles, by outcome: done, stopped, failed.",
		}, []string{"outcome"}),
		changes: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "numberdesk_reconcile_changes_total", Help: "Changes made by scheduled reconciles.",
		}),
	}
	for _, by := range []string{"teams", "pace", "graph"} {
		m.slowed.WithLabelValues(by) // there from the start, so that a rate has a first value
	}
	m.registry.MustRegister(m.turns, m.refused, m.keys, m.sent, m.slowed, m.undelivered, m.runs, m.changes)
	return m
}

// inside serves to those who come straight here: a proxy in between says so, and whoever comes through one may be anybody,
// who should not learn from the counts why he was refused.
func inside(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, passed := range []string{"Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Via"} {
			if r.Header.Get(passed) != "" {
				http.NotFound(w, r)
				return
			}
		}
		h.ServeHTTP(w, r)
	})
}

// watch adds what the desk owes.
func (m *metrics) watch(d *desk.Desk) {
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "numberdesk_outbox_effects", Help: "Effects owed."}, func() float64 {
			owed, _ := d.Owed()
			return float64(owed)
		}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "numberdesk_outbox_oldest_seconds", Help: "Age of the oldest effect owed."}, func() float64 {
			_, oldest := d.Owed()
			if oldest.IsZero() {
				return 0
			}
			return time.Since(oldest).Seconds()
		}))
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}

func (m *metrics) endpoint() teams.EndpointMetrics {
	return teams.EndpointMetrics{
		Refused: func(reason string) { m.refused.WithLabelValues(reason).Inc() },
		Answered: func(activityType string, status int, took time.Duration) {
			m.turns.WithLabelValues(activityType, strconv.Itoa(status)).Observe(took.Seconds())
		},
		KeysFetched: func(err error) { m.keys.WithLabelValues(outcome(err, false)).Inc() },
	}
}

func (m *metrics) connector() teams.ConnectorMetrics {
	return teams.ConnectorMetrics{
		Sent: func(status int, took time.Duration) {
			m.sent.WithLabelValues(strconv.Itoa(status)).Observe(took.Seconds())
		},
		Throttled: func(by string) { m.slowed.WithLabelValues(by).Inc() },
	}
}

// graphThrottled counts an answer of Graph's that asks us to slow down.
func (m *metrics) graphThrottled() { m.slowed.WithLabelValues("graph").Inc() }

func (m *metrics) reconciled(plan desk.Plan, err error) {
	m.runs.WithLabelValues(outcome(err, !plan.Stopped.IsZero())).Inc()
	m.changes.Add(float64(plan.Applied))
}

func outcome(err error, stopped bool) string {
	switch {
	case err != nil:
		return "failed"
	case stopped:
		return "stopped"
	}
	return "done"
}

// known codes of messages given up; others are counted together, for labels must not grow.
var known = []string{
	"BotNotInConversationRoster", "ConversationBlockedByUser", "MessageWritesBlocked", "BotDisabledByAdmin", "NotEnoughPermissions", "BadArgument",
	"MessageSizeTooBig", "ForeignHost", "InvalidBotApiHost", "Uninstalled", "AppBlocked", "AppNotPublished", "NoTeams", "MissingPermission",
	"InstallRefused", "AppMismatch", "forbidden", "invalid", "internal", "notFound",
}

func (m *metrics) gaveUp(code string) {
	if !slices.Contains(known, code) {
		code = "other"
	}
	m.undelivered.WithLabelValues(code).Inc()
}
