package activity

import (
	"encoding/json"
	"net/http"
)

// Content types an Action.Execute is answered with ("Universal Actions for Adaptive Cards",
// response format).
const (
	CardContentType    = "application/vnd.microsoft.card.adaptive"
	MessageContentType = "application/vnd.microsoft.activity.message"
	ErrorContentType   = "application/vnd.microsoft.error"
)

// Response is what a turn answers in the HTTP response to the activity. The zero Response is 200
// with no body, the answer to everything that is not an invoke.
type Response struct {
	// Status is the HTTP status; zero means 200.
	Status int
	// Body is written as JSON; nil means no body.
	Body any
}

// InvokeBody answers an Action.Execute. HTTP stays 200 whenever the bot handled the click; the
// StatusCode inside says how it went.
type InvokeBody struct {
	StatusCode int    `json:"statusCode"`
	Type       string `json:"type"`
	Value      any    `json:"value"`
}

// ErrorValue is the value of an InvokeBody that is an error: the client shows Message in red.
type ErrorValue struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// InvokeCard replaces the clicked card, on the client that clicked and nowhere else.
func InvokeCard(card json.RawMessage) Response {
	return Response{Status: http.StatusOK, Body: InvokeBody{http.StatusOK, CardContentType, card}}
}

// InvokeMessage leaves the card and shows text beside it.
func InvokeMessage(text string) Response {
	return Response{Status: http.StatusOK, Body: InvokeBody{http.StatusOK, MessageContentType, text}}
}

// InvokeError leaves the card and shows message as an error; status (400 or 500 by Microsoft's
// page) and code are for the client.
func InvokeError(status int, code, message string) Response {
	return Response{Status: http.StatusOK, Body: InvokeBody{status, ErrorContentType, ErrorValue{code, message}}}
}

// NotImplemented answers an invoke whose name the bot does not know.
func NotImplemented() Response { return Response{Status: http.StatusNotImplemented} }
