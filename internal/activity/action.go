package activity

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
)

// Names of invokes ("Universal Actions for Adaptive Cards", "Send and receive files through the
// bot", "Typeahead search in Adaptive Cards").
const (
	NameCardAction  = "adaptiveCard/action"
	NameFileConsent = "fileConsent/invoke"
	NameSearch      = "application/search"
)

// Types and triggers of an Action.
const (
	ActionExecute = "Action.Execute"
	ActionSubmit  = "Action.Submit"
	// TriggerAutomatic means the client refreshed the card by itself: nobody clicked.
	TriggerAutomatic = "automatic"
	TriggerManual    = "manual"
)

// Action is a click on a card, or a card refreshing itself. Everything in it comes from the client
// and may have been made up there: it says what is wanted, never what is allowed.
type Action struct {
	// Type is ActionExecute or ActionSubmit.
	Type string
	Verb string
	// Data is the button's data merged with the card's inputs; numbers are json.Number, so none is rounded.
	Data map[string]any
	// Trigger is TriggerAutomatic or TriggerManual; a client that does not say is taken as manual.
	Trigger string
}

// ErrNoAction means that an activity is no click.
var ErrNoAction = errors.New("the activity is no card action")

// ParseAction reads the click out of an adaptiveCard/action invoke, or out of a message without
// text whose value is an object: that is how a client too old for Action.Execute sends the
// button's fallback Action.Submit, whose data then names the verb. The error is ErrNoAction for
// anything else, and says what is wrong for a click that cannot be read.
func ParseAction(a Activity) (Action, error) {
	switch {
	case a.Type == TypeInvoke && a.Name == NameCardAction:
		return parseExecute(a.Value)
	case a.Type == TypeMessage && len(a.Value) > 0 && a.Said() == "":
		return parseSubmit(a.Value)
	}
	return Action{}, ErrNoAction
}

func parseExecute(value json.RawMessage) (Action, error) {
	var w struct {
		Action struct {
			Type string          `json:"type"`
			Verb string          `json:"verb"`
			Data json.RawMessage `json:"data"`
		} `json:"action"`
		Trigger string `json:"trigger"`
	}
	if err := json.Unmarshal(value, &w); err != nil {
		return Action{}, errors.New("the card action's value is not an object of action and trigger")
	}
	data, err := object(w.Action.Data)
	if err != nil {
		return Action{}, err
	}
	act := Action{Type: w.Action.Type, Verb: w.Action.Verb, Data: data, Trigger: TriggerManual}
	if w.Trigger == TriggerAutomatic {
		act.Trigger = TriggerAutomatic
	}
	if act.Verb == "" {
		return Action{}, errors.New("the card action has no verb")
	}
	return act, nil
}

func parseSubmit(value json.RawMessage) (Action, error) {
	if value[0] != '{' {
		return Action{}, ErrNoAction
	}
	data, err := object(value)
	if err != nil {
		return Action{}, err
	}
	act := Action{Type: ActionSubmit, Data: data, Trigger: TriggerManual}
	if act.Verb = act.Text("verb"); act.Verb == "" {
		return Action{}, errors.New("the submitted card names no verb")
	}
	return act, nil
}

// object reads data that must be an object or absent.
func object(raw json.RawMessage) (map[string]any, error) {
	if raw = present(raw); len(raw) == 0 {
		return map[string]any{}, nil
	}
	data := map[string]any{}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	if err := dec.Decode(&data); err != nil {
		return nil, fmt.Errorf("the card action's data is not an object")
	}
	return data, nil
}

// Text is one field of Data as text: a string as it is, a number or truth value as JSON writes it,
// and "" for what is absent or has parts.
func (act Action) Text(key string) string {
	switch v := act.Data[key].(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}
