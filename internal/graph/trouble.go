package graph

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// Codes of the problems this package answers, for callers that act on them.
const (
	// CodeThrottled and CodeUnavailable come with problem.Busy: certainly not done, or no harm in doing it again.
	CodeThrottled   = inventory.ReasonThrottled
	CodeUnavailable = inventory.ReasonUnavailable
	// CodeOutcomeUnknown comes with problem.Unclear: a write's answer was lost. Read the number before anything else.
	CodeOutcomeUnknown = inventory.ReasonNoAnswer
	// CodeUnauthorized, CodeMissingPermission and CodeBackendRefused come with problem.Forbidden: no sign-in, no
	// consent, or consent but no role in Teams.
	CodeUnauthorized      = inventory.ReasonUnauthorized
	CodeMissingPermission = inventory.ReasonMissingPermission
	CodeBackendRefused    = inventory.ReasonBackendRefused
	// CodeUntrusted comes with problem.Internal: the certificate at the other end is not trusted.
	CodeUntrusted = "UntrustedServer"
	// CodeUnexpected comes with problem.Internal: an answer that cannot be one of Graph's.
	CodeUnexpected = "UnexpectedAnswer"
)

// explain makes a problem of whatever came of a call. It is the only place that does, for reads and writes alike.
func (k call) explain(err error) *problem.Error {
	if p, ok := errors.AsType[*problem.Error](err); ok {
		return p
	}
	if t, ok := errors.AsType[tokenError](err); ok {
		return noToken(t)
	}
	if r, ok := errors.AsType[*Refusal](err); ok {
		return k.refused(r)
	}
	err = stripped(err)
	switch {
	case untrusted(err):
		return coded(problem.Wrap(err, problem.Internal,
			"The connection to Microsoft 365 is not trusted, so nothing was sent. The desk's operators need to check its certificates and proxy."), CodeUntrusted)
	case neverConnected(err):
		return unavailable(err)
	}
	return k.lost(err)
}

// lost is a request whose answer did not arrive, or not whole: nothing for a read, everything for a write that may not
// be made twice.
func (k call) lost(err error) *problem.Error {
	switch {
	case k.writes && k.repeatable:
		return coded(problem.Wrap(err, problem.Busy,
			"Microsoft 365 did not confirm this. It may be done again without harm; please try again in a minute."), CodeUnavailable)
	case k.writes:
		return coded(problem.Wrap(err, problem.Unclear,
			"Microsoft 365 did not confirm the change, so it may or may not have been made. The desk looks at the number before it does anything else."), CodeOutcomeUnknown)
	}
	return unavailable(err)
}

func unavailable(err error) *problem.Error {
	return coded(problem.Wrap(err, problem.Busy, "Microsoft 365 cannot be reached just now. Nothing was changed; please try again in a minute."), CodeUnavailable)
}

// unexpected is an answer that cannot be one of Graph's. For a write it proves nothing about what was done.
func (k call) unexpected(err error) *problem.Error {
	if k.writes {
		return k.lost(err)
	}
	return coded(problem.Wrap(err, problem.Internal,
		"Microsoft 365 answered something the desk cannot read. Nothing was changed; the desk's operators find the cause in its log."), CodeUnexpected)
}

// refused reads Microsoft's status and text. Numbers are RFC 9110's; who means what by them is Graph's "Microsoft Graph
// error responses and resource types" and "Microsoft Graph throttling guidance".
func (k call) refused(r *Refusal) *problem.Error {
	var p *problem.Error
	switch {
	case r.Status == http.StatusTooManyRequests:
		p = coded(problem.Wrap(r, problem.Busy, "Microsoft 365 asks the desk to slow down. Nothing was changed; please try again in a minute."), CodeThrottled)
	case r.Status == http.StatusUnauthorized:
		p = unauthorized(r)
	case r.Status == http.StatusForbidden && r.Code != "" && k.refuses == nil:
		p = k.forbidden(r)
	case r.Status == http.StatusRequestTimeout, r.Status >= 500, wobble(r):
		p = k.lost(r)
	case r.Status == http.StatusNotFound && r.Code != "":
		p = coded(problem.Wrap(r, problem.NotFound, "Microsoft 365 does not know %s.", k.of), "NotFound")
	case r.Status == http.StatusConflict:
		p = coded(problem.Wrap(r, problem.Conflict, "Microsoft 365 does not allow this now, because something else is changing. Please try again later."), "Refused")
	case r.Status == http.StatusBadRequest || r.Status > 400 && r.Code != "":
		p = k.declined(r)
		p.Err = r
	case r.Status > 400:
		p = coded(problem.Wrap(r, problem.Internal,
			"Microsoft 365, or a proxy before it, refused the desk's request without a reason. Nothing was changed; the desk's operators find the answer in its log."), CodeUnexpected)
	default: // a redirect; Graph sends none for these calls, and where it leads is not asked
		p = k.unexpected(r)
	}
	p.RetryAfter = r.RetryAfter
	return p
}

// declined is a refusal of the thing itself.
func (k call) declined(r *Refusal) *problem.Error {
	if k.refuses != nil {
		return k.refuses(r)
	}
	return toldApart(r.Text)
}

// wobble is an outage dressed as a bad request: "BadRequest: Service is unavailable. Please try again"
// (MicrosoftDocs/office-docs-powershell#8992).
func wobble(r *Refusal) bool {
	return r.Status == http.StatusBadRequest && strings.Contains(strings.ToLower(r.Text), "service is unavailable")
}

func coded(p *problem.Error, code string) *problem.Error {
	p.Code = code
	return p
}

// stripped takes the address, which holds numbers and ids, out of net/http's error, which has it in its text.
func stripped(err error) error {
	if u, ok := errors.AsType[*url.Error](err); ok {
		return u.Err
	}
	return err
}

// neverConnected is trouble before a byte was sent, so that even a write was certainly not done.
func neverConnected(err error) bool {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return true
	}
	op, ok := errors.AsType[*net.OpError](err)
	return ok && (op.Op == "dial" || op.Op == "proxyconnect")
}

func untrusted(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}
