package say

import (
	"encoding/json"
	"fmt"
	"time"
)

// kept is a sentence with arguments, as JSON. Its form is stable: it is what a store keeps.
type kept struct {
	Say  string `json:"say"`
	With []any  `json:"with,omitempty"`
}

type keptMoment struct {
	At time.Time `json:"at"`
	As how       `json:"as"`
}

// MarshalJSON keeps the sentence so that it can be spoken later, in any language: a text without
// arguments as itself, any other as its format and what fills it.
func (s Sentence) MarshalJSON() ([]byte, error) {
	if len(s.args) == 0 {
		return json.Marshal(s.format)
	}
	return json.Marshal(s.keep())
}

func (s Sentence) keep() kept {
	k := kept{Say: s.format}
	for _, arg := range s.args {
		switch a := arg.(type) {
		case Sentence:
			arg = a.keep()
		case moment:
			arg = keptMoment{a.at, a.as}
		}
		k.With = append(k.With, arg)
	}
	return k
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (s *Sentence) UnmarshalJSON(raw []byte) error {
	*s = Sentence{}
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &s.format)
	}
	var k struct {
		Say  string            `json:"say"`
		With []json.RawMessage `json:"with"`
	}
	if err := json.Unmarshal(raw, &k); err != nil {
		return err
	}
	s.format = k.Say
	for _, with := range k.With {
		arg, err := keptArg(with)
		if err != nil {
			return err
		}
		s.args = append(s.args, arg)
	}
	return nil
}

func keptArg(raw json.RawMessage) (any, error) {
	if len(raw) > 0 && raw[0] == '{' {
		var m keptMoment
		if err := json.Unmarshal(raw, &m); err == nil && m.As != "" {
			return moment{m.At.UTC(), m.As}, nil
		}
		var s Sentence
		err := s.UnmarshalJSON(raw)
		return s, err
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case string, bool:
		return v, nil
	case float64:
		return int64(v), nil
	}
	return nil, fmt.Errorf("a sentence cannot hold %s", raw)
}
