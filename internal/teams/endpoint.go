package teams

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"github.com/numberdesk/numberdesk/internal/activity"
)

const (
	// maxBody bounds an activity. Teams takes 100 KB in a message; activities carry little more.
	maxBody = 256 << 10
	// identityDepth is how deep an activity says who sent it and from where: channelData.tenant.id.
	identityDepth = 3
)

// EndpointOptions say whose bot the endpoint is and what it does with an activity.
type EndpointOptions struct {
	// AppID is the bot's app id, the only audience accepted. Required.
	AppID string
	// Tenants are the tenant ids activities may come from. Required: a bot answers no stranger.
	Tenants []string
	// OpenID is the URL of the Bot Connector's OpenID metadata, Issuer the issuer of its tokens;
	// empty means Microsoft's public cloud.
	OpenID, Issuer string
	// ServiceHosts are the hosts (or host:port) an activity may ask to be answered at, over https.
	ServiceHosts []string
	// HTTP fetches the keys; nil means a client of our own.
	HTTP *http.Client
	// Turn does what an activity asks for. Every genuine activity reaches it, of every type and
	// name, except the bot's own words echoed back. The zero Response is 200 without a body, the
	// answer to a type nobody knows; an invoke of unknown name is answered activity.NotImplemented.
	// It may be called again with the same activity ID: Teams sends again after 15 seconds.
	Turn func(context.Context, activity.Activity) (activity.Response, error)
	// Log gets one record per turn and, sparingly, refusals; nil means none.
	Log *slog.Logger
	// Metrics are told what happens.
	Metrics EndpointMetrics
}

// EndpointMetrics are called as things happen; each may be nil. Their words are from small fixed
// sets, fit for labels.
type EndpointMetrics struct {
	// Refused gets why an activity was turned away.
	Refused func(reason string)
	// Answered gets an activity type ("other" for unknown ones), the HTTP status, and the time from
	// the first byte read to the answer.
	Answered func(activityType string, status int, took time.Duration)
	// KeysFetched gets nil or why the keys could not be had.
	KeysFetched func(err error)
}

// Endpoint is the http.Handler for POST /api/messages. Use NewEndpoint.
type Endpoint struct {
	gate    *gate
	hosts   hosts
	tenants []string
	turn    func(context.Context, activity.Activity) (activity.Response, error)
	log     *slog.Logger
	metrics EndpointMetrics
	// sparing keeps a flood of refusals from becoming a flood of log records.
	sparing rate.Sometimes
}

// NewEndpoint refuses options that would leave the bot open: no app id, no tenant, no turn, or
// OpenID metadata that is not https.
func NewEndpoint(o EndpointOptions) (*Endpoint, error) {
	if o.OpenID == "" {
		o.OpenID = PublicOpenID
	}
	if o.Issuer == "" {
		o.Issuer = PublicIssuer
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Metrics.Refused == nil {
		o.Metrics.Refused = func(string) {}
	}
	if o.Metrics.Answered == nil {
		o.Metrics.Answered = func(string, int, time.Duration) {}
	}
	if o.Metrics.KeysFetched == nil {
		o.Metrics.KeysFetched = func(error) {}
	}
	tenants := make([]string, 0, len(o.Tenants))
	for _, t := range o.Tenants {
		if t != "" {
			tenants = append(tenants, strings.ToLower(t))
		}
	}
	metadata, err := url.Parse(o.OpenID)
	switch {
	case o.AppID == "":
		return nil, errors.New("teams: the endpoint needs the bot's app id")
	case len(tenants) == 0:
		return nil, errors.New("teams: the endpoint needs at least one allowed tenant")
	case o.Turn == nil:
		return nil, errors.New("teams: the endpoint needs a turn")
	case err != nil || metadata.Scheme != "https" || metadata.Host == "":
		return nil, errors.New("teams: the OpenID metadata must be an https URL")
	}
	return &Endpoint{
		gate: &gate{appID: o.AppID, issuer: o.Issuer, keys: &keyring{
			openID: o.OpenID, http: unredirected(o.HTTP), fetched: func(err error) {
				if err != nil {
					o.Log.Warn("the Bot Connector's keys could not be fetched", slog.Any("error", err))
				}
				o.Metrics.KeysFetched(err)
			},
		}},
		hosts:   newHosts(o.ServiceHosts),
		tenants: tenants,
		turn:    o.Turn,
		log:     o.Log,
		metrics: o.Metrics,
		sparing: rate.Sometimes{First: 3, Interval: 10 * time.Second},
	}, nil
}

// Ready reports whether the Bot Connector's keys are at hand. They are fetched with the first
// plausible token, or by Warm.
func (e *Endpoint) Ready() bool { return e.gate.keys.ready() }

// Warm fetches the keys if there are none, so that a fresh process can say it is ready before the
// first activity comes. The error says why there are still none.
func (e *Endpoint) Warm(ctx context.Context) error { return e.gate.keys.warm(ctx) }

// ServeHTTP admits one activity, takes its turn and writes the answer. Refusals have no body. A
// turn that fails is no 5xx: Microsoft stops delivering to bots that keep answering those.
func (e *Endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	began := time.Now()
	a, err := e.admit(w, r)
	if err != nil {
		e.refuse(r.Context(), w, err)
		return
	}
	resp := e.take(r.Context(), a)
	status := write(w, resp)
	took := time.Since(began)
	e.metrics.Answered(typeLabel(a.Type), status, took)
	e.log.LogAttrs(r.Context(), slog.LevelInfo, "turn",
		slog.String("type", typeLabel(a.Type)), slog.String("activity", a.ID), slog.Int("status", status), slog.Duration("took", took))
}

// admit lets an activity in or says why not; its order is the order of costs: what needs no body
// comes before the body is read.
func (e *Endpoint) admit(w http.ResponseWriter, r *http.Request) (activity.Activity, error) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return activity.Activity{}, refusal{http.StatusMethodNotAllowed, "method"}
	}
	from, err := e.gate.admit(r.Context(), r.Header)
	if err != nil {
		// Else net/http would take in the body of a stranger by itself, before it sends the answer.
		w.Header().Set("Connection", "close")
		return activity.Activity{}, err
	}
	for _, coding := range r.Header.Values("Content-Encoding") {
		if !strings.EqualFold(coding, "identity") {
			return activity.Activity{}, refusal{http.StatusUnsupportedMediaType, "content coding"}
		}
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if _, tooLong := errors.AsType[*http.MaxBytesError](err); tooLong {
		return activity.Activity{}, refusal{http.StatusRequestEntityTooLarge, "body too long"}
	}
	if err != nil {
		return activity.Activity{}, refusal{http.StatusBadRequest, "body unreadable"}
	}
	a, err := activity.Decode(body)
	if err != nil {
		return activity.Activity{}, refusal{http.StatusBadRequest, "body is no activity"}
	}
	if !distinct(body, identityDepth) {
		return activity.Activity{}, refusal{http.StatusBadRequest, "body names something twice"}
	}
	return a, e.covers(from, a)
}

// covers checks that the token speaks for this activity. A token is not bound to a body, so what
// the body claims of channel, service and tenant is held against the token and our own lists.
func (e *Endpoint) covers(from caller, a activity.Activity) error {
	switch {
	case a.ChannelID != activity.Teams || !slices.Contains(from.endorsements, a.ChannelID):
		return notAllowed("channel not endorsed")
	case !sameURL(from.serviceURL, a.ServiceURL):
		return notAllowed("service URL differs from the token's")
	case !slices.Contains(e.tenants, a.TenantID()):
		return notAllowed("tenant")
	}
	if _, err := e.hosts.admit(a.ServiceURL); err != nil {
		return notAllowed("service host")
	}
	return nil
}

// sameURL compares as Microsoft's own SDK does: without case and without a closing slash. A letter
// beyond ASCII that counts as the same without case is another address.
func sameURL(a, b string) bool {
	return ascii(a) && ascii(b) && strings.EqualFold(strings.TrimSuffix(a, "/"), strings.TrimSuffix(b, "/"))
}

func (e *Endpoint) refuse(ctx context.Context, w http.ResponseWriter, err error) {
	no, ok := errors.AsType[refusal](err)
	if !ok {
		no = refusal{http.StatusUnauthorized, "unknown"}
	}
	e.metrics.Refused(no.reason)
	e.sparing.Do(func() {
		e.log.LogAttrs(ctx, slog.LevelWarn, "activity refused",
			slog.String("reason", no.reason), slog.Int("status", no.status))
	})
	if no.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer") // RFC 9110 §11.6.1
	}
	w.WriteHeader(no.status)
}
