package teams

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"runtime/debug"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// take runs the turn and turns its failure into an answer.
func (e *Endpoint) take(ctx context.Context, a activity.Activity) (resp activity.Response) {
	if a.From.ID != "" && a.From.ID == a.Recipient.ID {
		return activity.Response{}
	}
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler {
			panic(p)
		}
		e.log.LogAttrs(ctx, slog.LevelError, "turn panicked", slog.String("activity", a.ID),
			slog.String("panic", panicText(p)), slog.String("stack", string(debug.Stack())))
		resp = activity.Response{Status: http.StatusInternalServerError}
	}()
	resp, err := e.turn(ctx, a)
	if err == nil && resp.Body != nil {
		var body []byte
		body, err = json.Marshal(resp.Body)
		resp.Body = json.RawMessage(body)
	}
	if err == nil {
		return resp
	}
	e.log.LogAttrs(ctx, slog.LevelError, "turn failed", slog.String("type", typeLabel(a.Type)),
		slog.String("activity", a.ID), problem.Cause(err))
	if a.Type != activity.TypeInvoke {
		return activity.Response{}
	}
	return failedInvoke(err, say.Speaks(a.Locale))
}

// failedInvoke shows the person the problem's sentence beside the card.
func failedInvoke(err error, l say.Language) activity.Response {
	kind := problem.KindOf(err)
	switch kind {
	case problem.Internal, problem.Busy, problem.Unclear:
		return activity.InvokeError(http.StatusInternalServerError, string(kind), problem.Say(err).In(l))
	}
	return activity.InvokeError(http.StatusBadRequest, string(kind), problem.Say(err).In(l))
}

// panicText keeps the runtime's own words; a value that somebody threw may hold anything.
func panicText(p any) string {
	if err, ok := p.(runtime.Error); ok {
		return err.Error()
	}
	return fmt.Sprintf("a %T", p)
}

// write sends resp, whose body is marshaled already, and returns the status sent.
func write(w http.ResponseWriter, resp activity.Response) int {
	status := resp.Status
	if status == 0 {
		status = http.StatusOK
	}
	if resp.Body == nil {
		w.WriteHeader(status)
		return status
	}
	body, ok := resp.Body.(json.RawMessage)
	if !ok {
		// A failed invoke's body is words alone, which always marshal.
		body, _ = json.Marshal(resp.Body)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	// The sender has gone if this fails; it will send again.
	_, _ = w.Write(body)
	return status
}

// typeLabel keeps the sender from inventing labels.
func typeLabel(activityType string) string {
	switch activityType {
	case activity.TypeMessage, activity.TypeInvoke, activity.TypeConversationUpdate,
		activity.TypeInstallationUpdate, activity.TypeTyping, activity.TypeEvent:
		return activityType
	}
	return "other"
}
