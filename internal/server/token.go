package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	"golang.org/x/sync/singleflight"

	"github.com/numberdesk/numberdesk/internal/problem"
)

const (
	// renewBefore is how long before its end a token is renewed when the login does not say when, as azidentity has it.
	renewBefore = 5 * time.Minute
	// spare is what a token that is given away has left at least.
	spare = time.Minute
	// loginTime is how long the login may take, with azidentity's own tries.
	loginTime = 45 * time.Second
	// renewPause is between two tries to renew a token that is still good.
	renewPause = 30 * time.Second
)

// keeper keeps an access token of one scope. However many ask, the login is asked once; and while a token is good nobody
// waits for its renewal, so that an outage of the login passes unnoticed. azidentity renews early as well, but lets
// everybody wait for it, and asks a managed identity once for each caller.
type keeper struct {
	credential azcore.TokenCredential
	scope      string
	asking     singleflight.Group
	// remake makes the credential anew when one of its files has changed: secrets and certificates are renewed while the
	// desk runs. files were so when the credential was made. Both belong to whoever is asking.
	remake func() (azcore.TokenCredential, error)
	files  []string
	stamp  string

	mu    sync.Mutex
	held  azcore.AccessToken
	pause time.Time // until which a renewal is not tried again
}

// token is a good token, or a problem of kind Busy. It waits no longer than ctx.
func (k *keeper) token(ctx context.Context) (string, error) {
	held, due := k.good(time.Now())
	if !due {
		return held, nil
	}
	// Whoever gives up must not take the token from the others.
	asked := k.asking.DoChan("", func() (any, error) { return k.renew(context.WithoutCancel(ctx)) })
	if held != "" {
		return held, nil
	}
	select {
	case <-ctx.Done():
		return "", notSignedIn(ctx.Err())
	case answer := <-asked:
		token, _ := answer.Val.(string)
		return token, answer.Err
	}
}

// good is the token while it is good, and whether it is time for another.
func (k *keeper) good(now time.Time) (token string, due bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if !now.Before(k.held.ExpiresOn.Add(-spare)) {
		return "", true
	}
	renewal := k.held.RefreshOn
	if renewal.IsZero() {
		renewal = k.held.ExpiresOn.Add(-renewBefore)
	}
	return k.held.Token, !now.Before(renewal) && !now.Before(k.pause)
}

func (k *keeper) renew(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, loginTime)
	defer cancel()
	k.rotate()
	token, err := k.credential.GetToken(ctx, policy.TokenRequestOptions{Scopes: []string{k.scope}})
	k.mu.Lock()
	defer k.mu.Unlock()
	if err != nil || token.Token == k.held.Token { // azidentity answers what it has when the login does not answer
		k.pause = time.Now().Add(renewPause)
	}
	if err != nil {
		return "", notSignedIn(err)
	}
	k.held = token
	return token.Token, nil
}

// rotate takes up a new secret or certificate. One that is half written is left to the next time.
func (k *keeper) rotate() {
	now := stampOf(k.files)
	if now == k.stamp || k.remake == nil {
		return
	}
	if fresh, err := k.remake(); err == nil {
		k.credential, k.stamp = fresh, now
	}
}

// stampOf tells whether files have changed.
func stampOf(files []string) string {
	var stamp strings.Builder
	for _, file := range files {
		if info, err := os.Stat(file); file != "" && err == nil {
			fmt.Fprintln(&stamp, info.Size(), info.ModTime().UnixNano())
		}
	}
	return stamp.String()
}

func notSignedIn(err error) error {
	return problem.Wrap(signInError{err}, problem.Busy, "Microsoft's login did not accept the desk's credential, or did not answer. An admin can look at it with check.")
}

// signInError is an error of azidentity's without the login's answer, which it repeats: an answer that is cut short may
// hold a token.
type signInError struct{ cause error }

// secrets are what a token looks like, whole or cut off: a JWT begins with {" in base64url.
var secrets = regexp.MustCompile(`eyJ[\w.~+/=-]*`)

// Error is Entra's code when there is one, the answer's status when there is one, and else the cause in one line.
func (e signInError) Error() string {
	text := e.cause.Error()
	if code := aadsts.FindString(text); code != "" {
		return "Microsoft Entra answered " + code
	}
	if failed, ok := errors.AsType[*azidentity.AuthenticationFailedError](e.cause); ok && failed.RawResponse != nil {
		return fmt.Sprintf("the login answered %d", failed.RawResponse.StatusCode)
	}
	text, _, _ = strings.Cut(text, "raw message was") // where MSAL repeats an answer it cannot read
	return secrets.ReplaceAllString(strings.Join(strings.Fields(text), " "), "***")
}

func (e signInError) Unwrap() error { return e.cause }
