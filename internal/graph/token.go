package graph

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"

	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
	abs "github.com/microsoft/kiota-abstractions-go"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// bearer adds the token to requests for Graph itself and lets no other request out.
type bearer struct {
	base  *url.URL
	token func(context.Context) (string, error)
}

// tokenError is trouble before anything was sent to Graph.
type tokenError struct{ cause error }

func (e tokenError) Error() string { return "no token for Graph: " + e.cause.Error() }
func (e tokenError) Unwrap() error { return e.cause }

// AuthenticateRequest implements the SDK's AuthenticationProvider.
func (b bearer) AuthenticateRequest(ctx context.Context, request *abs.RequestInformation, _ map[string]any) error {
	to, err := request.GetUri()
	if err != nil {
		return tokenError{err}
	}
	if !sameOrigin(to, b.base) {
		return tokenError{errors.New("the request is not for Graph")}
	}
	token, err := b.token(ctx)
	if err != nil {
		return tokenError{err}
	}
	if token == "" {
		return tokenError{errors.New("it is empty")}
	}
	request.Headers.Remove("Authorization")
	request.Headers.Add("Authorization", "Bearer "+token)
	return nil
}

// noToken tells a login that is busy or out of reach from one that refuses us.
func noToken(err tokenError) *problem.Error {
	var network net.Error
	if errors.As(err, &network) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || overloaded(err) {
		return unavailable(stripped(err))
	}
	return unauthorized(stripped(err))
}

func unauthorized(err error) *problem.Error {
	return coded(problem.Wrap(err, problem.Forbidden,
		"Microsoft 365 does not accept the desk's sign-in. An administrator needs to check the app's tenant, id and secret or certificate."), CodeUnauthorized)
}

// overloaded tells whether Microsoft's login failed for reasons of its own rather than ours.
func overloaded(err error) bool {
	failed, ok := errors.AsType[*azidentity.AuthenticationFailedError](err)
	if !ok {
		return false
	}
	return failed.RawResponse == nil || failed.RawResponse.StatusCode == http.StatusTooManyRequests || failed.RawResponse.StatusCode >= http.StatusInternalServerError
}
