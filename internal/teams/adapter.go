package teams

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/infracloudio/msbotbuilder-go/connector/auth"
	"github.com/infracloudio/msbotbuilder-go/core"
	botactivity "github.com/infracloudio/msbotbuilder-go/core/activity"
	"github.com/infracloudio/msbotbuilder-go/schema"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// delivery is one message on its way through msbotbuilder-go's adapter. The adapter applies the
// conversation reference and chooses between sending and updating; the delivery is its Client and
// does the sending. That interface knows neither a context nor the answer's id, so each delivery
// carries its own.
type delivery struct {
	ctx       context.Context
	connector *Connector
	ref       activity.Reference
	out       activity.Outgoing
	id        string
}

func (d *delivery) adapter() *core.BotFrameworkAdapter {
	return &core.BotFrameworkAdapter{TokenValidator: sendOnly{}, Client: d}
}

func (d *delivery) post() error {
	reference := schema.ConversationReference{
		User:         schema.ChannelAccount{ID: d.ref.UserID, AadObjectID: d.ref.ObjectID},
		Bot:          schema.ChannelAccount{ID: d.ref.BotID, Name: d.ref.BotName},
		Conversation: d.conversation(),
		ChannelID:    d.ref.ChannelID,
		ServiceURL:   d.ref.ServiceURL,
	}
	say := func(turn *botactivity.TurnContext) (schema.Activity, error) {
		return turn.SendActivity(botactivity.MsgOptionText(d.out.Text))
	}
	return translated(d.adapter().ProactiveMessage(d.ctx, reference, botactivity.HandlerFuncs{OnMessageFunc: say}))
}

func (d *delivery) update(activityID string) error {
	return translated(d.adapter().UpdateActivity(d.ctx, schema.Activity{
		Type: schema.Message, ID: activityID, ServiceURL: d.ref.ServiceURL, Conversation: d.conversation(),
	}))
}

func (d *delivery) conversation() schema.ConversationAccount {
	return schema.ConversationAccount{ID: d.ref.ConversationID, TenantID: d.ref.TenantID, ConversationType: d.ref.ConversationType}
}

// Post sends to the activity's conversation. The adapter's URL is left aside, because it joins ids
// unescaped, and so is the activity's JSON, because it dates every message to the year 1.
func (d *delivery) Post(_ url.URL, a schema.Activity) error {
	return d.deliver(call{
		method: http.MethodPost, path: []string{"conversations", a.Conversation.ID, "activities"},
		serviceURL: a.ServiceURL, repeatable: d.out.Typing, missing: ConversationNotFound,
	})
}

// Put replaces the activity of that id.
func (d *delivery) Put(_ url.URL, a schema.Activity) error {
	return d.deliver(call{
		method: http.MethodPut, path: []string{"conversations", a.Conversation.ID, "activities", a.ID},
		serviceURL: a.ServiceURL, repeatable: true, missing: ActivityNotFound,
	})
}

// Delete is never asked for: the desk updates what it said, and deletes nothing.
func (d *delivery) Delete(url.URL, schema.Activity) error {
	return errors.New("teams: activities are not deleted")
}

func (d *delivery) deliver(q call) error {
	body, err := d.out.Message(d.ref)
	if err != nil {
		return problem.Wrap(err, problem.Internal, "The message could not be written.")
	}
	q.body, q.lane = body, "conversation "+d.ref.ConversationID
	d.id, err = d.connector.send(d.ctx, &q)
	return err
}

// translated takes our problem out of the adapter's wrapping.
func translated(err error) error {
	if err == nil {
		return nil
	}
	if p, ok := errors.AsType[*problem.Error](err); ok {
		return p
	}
	return problem.Wrap(err, problem.Invalid, "The message could not be addressed.")
}

// sendOnly is the adapter's token validator. Activities come in through Endpoint alone, which
// proves the token before it reads a body; the adapter's own way in stays shut.
type sendOnly struct{}

// AuthenticateRequest refuses.
func (sendOnly) AuthenticateRequest(context.Context, schema.Activity, string, auth.CredentialProvider, string) (auth.ClaimsIdentity, error) {
	return nil, errors.New("teams: this adapter only sends")
}
