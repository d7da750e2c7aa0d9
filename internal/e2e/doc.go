// Package e2e holds the tests that play the whole product: the real server, store and edges against the
// simulated Microsoft, told as transcripts, walks and crashes. It holds no product code.
package e2e
