package manifest

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"unicode/utf8"
)

// Limits of the manifest ("App manifest schema for Teams", version 1.19), in characters.
const (
	MaxName        = 30
	MaxURL         = 2048
	MaxCommands    = 10 // in one scope
	MaxTitle       = 32
	MaxDescription = 128
)

var (
	guid = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	// The core of a semantic version ("Semantic Versioning 2.0.0", §2): Teams takes no suffix.
	version = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$`)
)

// check says everything that Teams would refuse in an app with its defaults in place.
func (app App) check() error {
	var errs []error
	refuse := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	for _, id := range []struct{ what, value string }{{"app id", app.AppID}, {"bot id", app.BotID}} {
		if !guid.MatchString(id.value) {
			refuse("the %s %q is no GUID", id.what, id.value)
		}
	}
	if n := utf8.RuneCountInString(app.Name); n > MaxName {
		refuse("the name has %d characters, more than %d", n, MaxName)
	}
	if !version.MatchString(app.Version) {
		refuse("the version %q is not of the form 1.2.3", app.Version)
	}
	for _, address := range []struct{ what, value string }{{"website", app.Website}, {"privacy", app.Privacy}, {"terms", app.Terms}} {
		if u, err := url.Parse(address.value); err != nil || u.Scheme != "https" || u.Host == "" || len(address.value) > MaxURL {
			refuse("the %s address %q is no https address of at most %d characters", address.what, address.value, MaxURL)
		}
	}
	for _, list := range app.scopes() {
		if n := len(list.Commands); n > MaxCommands {
			refuse("the scope %s has %d commands, more than %d", list.Scopes[0], n, MaxCommands)
		}
		for _, command := range list.Commands {
			if n := utf8.RuneCountInString(command.Title); n == 0 || n > MaxTitle {
				refuse("the command %q has %d characters, not 1 to %d", command.Title, n, MaxTitle)
			}
			if n := utf8.RuneCountInString(command.Description); n == 0 || n > MaxDescription {
				refuse("what the command %q does has %d characters, not 1 to %d", command.Title, n, MaxDescription)
			}
		}
	}
	return errors.Join(errs...)
}
