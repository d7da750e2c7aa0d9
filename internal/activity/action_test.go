package activity_test

import (
	"errors"
	"testing"

	"github.com/numberdesk/numberdesk/internal/activity"
)

func TestParseAction(t *testing.T) {
	invoke := func(value string) activity.Activity {
		return activity.Activity{Type: activity.TypeInvoke, Name: activity.NameCardAction, Value: []byte(value)}
	}
	message := func(text, value string) activity.Activity {
		return activity.Activity{Type: activity.TypeMessage, Text: text, Value: []byte(value)}
	}
	tests := []struct {
		name     string
		activity activity.Activity
		verb     string
		trigger  string
		noAction bool
	}{
		{"a click", invoke(`{"action":{"type":"Action.Execute","verb":"approve"},"trigger":"manual"}`), "approve", "manual", false},
		{"the playground leaves the trigger out", invoke(`{"action":{"verb":"approve","data":null}}`), "approve", "manual", false},
		{"a card refreshes itself", invoke(`{"action":{"verb":"refresh"},"trigger":"automatic"}`), "refresh", "automatic", false},
		{"an unknown trigger counts as a click", invoke(`{"action":{"verb":"approve"},"trigger":"dream"}`), "approve", "manual", false},
		{"an old client submits the fallback", message("", `{"verb":"approve","req":"R-1"}`), "approve", "manual", false},
		{"no verb", invoke(`{"action":{}}`), "", "", false},
		{"data is a string", invoke(`{"action":{"verb":"approve","data":"x"}}`), "", "", false},
		{"data is a list", invoke(`{"action":{"verb":"approve","data":[]}}`), "", "", false},
		{"the value is a string", invoke(`"approve"`), "", "", false},
		{"the value is absent", invoke(``), "", "", false},
		{"a submit without verb", message("", `{"req":"R-1"}`), "", "", false},
		{"words with a value are words", message("status", `{"verb":"approve"}`), "", "", true},
		{"a message back of a string", message("", `"yes"`), "", "", true},
		{"a message", message("status", ``), "", "", true},
		{"another invoke", activity.Activity{Type: activity.TypeInvoke, Name: "task/fetch", Value: []byte(`{}`)}, "", "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			act, err := activity.ParseAction(tt.activity)
			if tt.verb == "" {
				if err == nil {
					t.Fatalf("got %+v, want an error", act)
				}
				if got := errors.Is(err, activity.ErrNoAction); got != tt.noAction {
					t.Errorf("is it no action at all: got %v, want %v (%v)", got, tt.noAction, err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if act.Verb != tt.verb || act.Trigger != tt.trigger || act.Data == nil {
				t.Errorf("got %+v, want verb %q, trigger %q and data", act, tt.verb, tt.trigger)
			}
		})
	}
}
