package teams

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// governmentURL is where organizations in the government community cloud are reached, and no others
// ("Status codes from bot conversational APIs", InvalidBotApiHost).
const (
	governmentHost = "smba.infra.gcc.teams.microsoft.com"
	governmentURL  = "https://" + governmentHost + "/gcc"
)

// maxAnswer bounds what is read of the connector's answers, which are an id or an error.
const maxAnswer = 64 << 10

// ConnectorOptions say as whom and where the connector speaks.
type ConnectorOptions struct {
	// AppID is the bot's app id, and TenantID the tenant whose people it starts conversations with.
	AppID, TenantID string
	// Hosts are where the token may travel: host or host:port, https only. Empty means the public cloud's.
	Hosts []string
	// HTTP sends; nil means a client of our own with a timeout. Redirects are never followed.
	HTTP *http.Client
	// Token gives a token for the scope https://api.botframework.com/.default. It caches by itself.
	Token func(context.Context) (string, error)
	// AppRate and ConversationRates replace Microsoft's limits for all messages and for those of one
	// conversation. The zero Rate and a nil list mean Microsoft's; an empty list means none.
	AppRate           Rate
	ConversationRates []Rate
	// Metrics are told what happens.
	Metrics ConnectorMetrics
}

// ConnectorMetrics are called as things happen; each may be nil. Their words are from small fixed
// sets, fit for labels.
type ConnectorMetrics struct {
	// Sent gets the HTTP status of every call that left, 0 when no answer came, and the time from its
	// first byte to the answer's last.
	Sent func(status int, took time.Duration)
	// Throttled gets who made a call wait: "teams" when it was answered 429, "pace" when our own pace
	// held it back.
	Throttled func(by string)
}

// Connector sends messages through the Bot Connector. Each call is one try: its error is a
// *problem.Error whose Kind says whether another try is right (see failure), and trying again is
// the caller's. Calls wait, within their ctx, until Teams' rate limits let them go, and for as long
// as Teams asked when it refused one before.
// It may be used by many goroutines.
type Connector struct {
	appID, tenantID string
	hosts           hosts
	http            *http.Client
	token           func(context.Context) (string, error)
	pace            *pace
	metrics         ConnectorMetrics
}

// NewConnector makes a connector.
func NewConnector(o ConnectorOptions) *Connector {
	if o.Metrics.Sent == nil {
		o.Metrics.Sent = func(int, time.Duration) {}
	}
	if o.Metrics.Throttled == nil {
		o.Metrics.Throttled = func(string) {}
	}
	return &Connector{
		appID: o.AppID, tenantID: o.TenantID,
		hosts:   newHosts(o.Hosts),
		http:    unredirected(o.HTTP),
		token:   o.Token,
		pace:    newPace(o.AppRate, o.ConversationRates),
		metrics: o.Metrics,
	}
}

// Post sends out to the conversation of ref and returns the new activity's id, by which it can be
// updated. A lost answer is a problem of kind Unclear: the message may stand there already.
func (c *Connector) Post(ctx context.Context, ref activity.Reference, out activity.Outgoing) (activityID string, err error) {
	d := &delivery{ctx: ctx, connector: c, ref: ref, out: out}
	err = d.post()
	return d.id, err
}

// Update replaces the activity in the conversation of ref, for everybody who sees it.
func (c *Connector) Update(ctx context.Context, ref activity.Reference, activityID string, out activity.Outgoing) error {
	return (&delivery{ctx: ctx, connector: c, ref: ref, out: out}).update(activityID)
}

// Typing shows the three dots in the conversation of ref until the next message or a few seconds.
func (c *Connector) Typing(ctx context.Context, ref activity.Reference) error {
	_, err := c.Post(ctx, ref, activity.Outgoing{Typing: true})
	return err
}

// Create opens the personal conversation with a person, by Entra object id, or finds the one that
// is there. The app must be installed for the person, else it is refused with kind Forbidden
// ("Send proactive messages"). A person has one such conversation, so a repeated call does no harm.
func (c *Connector) Create(ctx context.Context, serviceURL, objectID string) (activity.Reference, error) {
	type account struct {
		ID string `json:"id"`
	}
	bot := account{"28:" + c.appID}
	// The object id goes into id: the connector refuses it in aadObjectId.
	body, err := json.Marshal(map[string]any{
		"bot": bot, "isGroup": false, "members": []account{{objectID}}, "tenantId": c.tenantID,
		"channelData": map[string]any{"tenant": account{c.tenantID}},
	})
	if err != nil {
		return activity.Reference{}, problem.Wrap(err, problem.Internal, "The conversation could not be described to Teams.")
	}
	q := call{
		method: http.MethodPost, serviceURL: serviceURL, path: []string{"conversations"},
		body: body, lane: "person " + objectID, repeatable: true, missing: ConversationNotFound,
	}
	id, err := c.send(ctx, &q)
	if err != nil {
		return activity.Reference{}, err
	}
	if id == "" {
		return activity.Reference{}, problem.New(problem.Unclear, "Teams opened a conversation but did not say which.")
	}
	return activity.Reference{
		ServiceURL: q.serviceURL, ConversationID: id, ConversationType: activity.Personal,
		TenantID: c.tenantID, ChannelID: activity.Teams, BotID: bot.ID, ObjectID: objectID,
	}, nil
}

// call is one request to the connector.
type call struct {
	method     string
	serviceURL string
	path       []string // below /v3, each to be escaped
	body       []byte
	lane       string // whose rates it counts against
	// repeatable calls may be made twice without harm, so a lost answer is merely Busy.
	repeatable bool
	// missing is what a 404 means that names no code.
	missing string
}

// government reports whether the call goes to the government community cloud.
func (q call) government() bool {
	u, err := url.Parse(q.serviceURL)
	return err == nil && strings.EqualFold(u.Hostname(), governmentHost)
}

// send makes the call and returns the id in its answer, "" when there is none. When Teams says that the
// organization is in the government community cloud it makes the call there, if the token may travel there;
// q.serviceURL then says so.
func (c *Connector) send(ctx context.Context, q *call) (id string, err error) {
	id, err = c.try(ctx, *q)
	if problem.Is(err, InvalidBotAPIHost) && slices.Contains(c.hosts, governmentHost) && !q.government() {
		q.serviceURL = governmentURL
		id, err = c.try(ctx, *q)
	}
	return id, err
}

// try makes the call once.
func (c *Connector) try(ctx context.Context, q call) (id string, err error) {
	target, err := c.target(q)
	if err != nil {
		return "", err
	}
	token, err := c.token(ctx)
	if err == nil && token == "" {
		err = errors.New("the token is empty")
	}
	if err != nil {
		p := problem.Wrap(err, problem.Busy, "The desk could not sign in to send to Teams. It will try again.")
		p.Code = noToken
		return "", p
	}
	// The pace comes last: what waits for a token together would else leave together.
	waited, err := c.pace.wait(ctx, q.lane)
	if waited {
		c.metrics.Throttled("pace")
	}
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, q.method, target, bytes.NewReader(q.body))
	if err != nil {
		return "", problem.Wrap(err, problem.Internal, "The message could not be addressed.")
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	began := time.Now()
	resp, err := c.http.Do(req)
	if err != nil {
		c.metrics.Sent(0, time.Since(began))
		return "", lost(err, q)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	c.metrics.Sent(resp.StatusCode, time.Since(began))
	if resp.StatusCode/100 != 2 {
		p := failure(resp, body, q)
		if resp.StatusCode == http.StatusTooManyRequests {
			c.metrics.Throttled("teams")
			c.pace.refuse(q.lane, p.RetryAfter)
		}
		return "", p
	}
	if err != nil {
		return "", lost(err, q)
	}
	var answer struct {
		ID string `json:"id"`
	}
	// Some activities, such as typing, are answered without an id or a body.
	_ = json.Unmarshal(body, &answer)
	return answer.ID, nil
}

// target is the URL of the call: the service URL, /v3, and each part of the path escaped, so that
// no id can climb out of its place.
func (c *Connector) target(q call) (string, error) {
	base, err := c.hosts.admit(q.serviceURL)
	if err != nil {
		p := problem.Wrap(err, problem.Forbidden, "This conversation lies where the desk may not send; an admin can add the host to connector_hosts.")
		p.Code = ForeignHost
		return "", p
	}
	parts := []string{"v3"}
	for _, part := range q.path {
		if part == "" || part == "." || part == ".." {
			return "", problem.New(problem.Invalid, "The conversation or message has no usable id.")
		}
		parts = append(parts, url.PathEscape(part))
	}
	return base.JoinPath(parts...).String(), nil
}
