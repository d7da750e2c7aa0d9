// Package card fills the Adaptive Card templates of package cards with what the desk has to say.
// It promises a card that Teams can show: valid JSON of the template's shape, small enough to send,
// in which whatever a person typed stays text. It never decides what a card says, holds no state and
// reads no clock.
package card

import (
	"encoding/json"
	"fmt"
	"io/fs"
	filename "path"
	"strings"
	"sync"

	"github.com/numberdesk/numberdesk/cards"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// MaxBytes is the size of the largest card that is let out. A message to Teams may have 100 KB
// counted as UTF-16 ("Format your bot messages", Microsoft Teams developer documentation), so 50 KB
// of ASCII with everything around the card.
const MaxBytes = 40 << 10

// The verbs of a card's actions: what the person who clicked wants.
const (
	VerbRequest = "request"
	VerbApprove = "approve"
	VerbDeny    = "deny"
	VerbCancel  = "cancel"
	// VerbRefresh is sent by the client itself when it shows the card ("Up to date cards").
	VerbRefresh = "refresh"
	// VerbStatus is the same for a request's timeline.
	VerbStatus = "status"
)

// Card is what a card says; it is drawn for a reader in his language.
type Card interface {
	Render(say.Language) (json.RawMessage, error)
}

// fill fills the template called name, in the language l, with the fields of data, a struct whose json tags are the
// template's paths. It returns a problem of kind Internal when the template asks for what data does
// not have, and for a card over MaxBytes.
func fill(l say.Language, name string, data any) (json.RawMessage, error) {
	all, err := templates(l)
	if err != nil {
		return nil, internal(name, err)
	}
	t, ok := all[name]
	if !ok {
		return nil, internal(name, fs.ErrNotExist)
	}
	values, err := treeOf(data)
	if err != nil {
		return nil, internal(name, err)
	}
	raw, err := expand(t, values, l)
	if err != nil {
		return nil, internal(name, err)
	}
	if len(raw) > MaxBytes {
		return nil, internal(name, fmt.Errorf("%d bytes are more than the %d a card may have", len(raw), MaxBytes))
	}
	return raw, nil
}

func internal(name string, err error) error {
	return problem.Wrap(fmt.Errorf("render card %s: %w", name, err), problem.Internal,
		"The answer could not be shown. Please tell your telephony admins.")
}

// templates are the compiled templates of a language by name.
func templates(l say.Language) (map[string]template, error) {
	compiled, _ := compiledTemplates.LoadOrStore(l, sync.OnceValues(func() (map[string]template, error) { return compileAll(l) }))
	return compiled.(func() (map[string]template, error))()
}

var compiledTemplates sync.Map // by language

func compileAll(l say.Language) (map[string]template, error) {
	all := map[string]template{}
	err := eachTemplate(func(name string, node any) (err error) {
		all[name], err = compile(translate(node, l))
		return err
	})
	return all, err
}

// eachTemplate calls fn with every template's name and its decoded JSON.
func eachTemplate(fn func(name string, node any) error) error {
	files, err := fs.Glob(cards.Templates, "*.json")
	if err != nil {
		return err
	}
	for _, file := range files {
		raw, err := fs.ReadFile(cards.Templates, file)
		if err != nil {
			return err
		}
		var node any
		if err := json.Unmarshal(raw, &node); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if err := fn(strings.TrimSuffix(file, filename.Ext(file)), node); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	return nil
}
