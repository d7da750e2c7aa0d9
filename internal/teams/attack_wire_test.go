package teams_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// nullJSON is a member that is null, which set would leave out.
var nullJSON = json.RawMessage("null")

func unb64(s string) []byte {
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// waits ends a raw request whose sender sends no more, and does not say so.
const waits = "\r\nX-Waits: yes\r\n\r\n"

// wire are the rows about how a request comes.
func (r *rows) wire() {
	change := func(n, rule int, what string, change func(*http.Request), status int, why string) {
		*r = append(*r, attack{n: n, rule: rule, what: what, auth: genuine(), body: message(nil), change: change, status: status, why: why})
	}
	raw := func(n, rule int, what, raw string, status int, why string) {
		*r = append(*r, attack{n: n, rule: rule, what: what, raw: raw, status: status, why: why})
	}
	request := func(line string, headers ...string) string {
		return line + "\r\nHost: bot\r\n" + strings.Join(headers, "\r\n") + "\r\n\r\n"
	}
	const post = "POST /api/messages HTTP/1.1"
	auth := "Authorization: " + genuine()
	stranger := "Authorization: Bearer a.b.c"
	length := fmt.Sprintf("Content-Length: %d", len(message(nil)))
	const chunked = "Transfer-Encoding: chunked"
	chunk := func(s string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(s), s) }
	chunks := func(s string) string { return chunk(s) + "0\r\n\r\n" }

	// More than one header, or another place.
	change(150, 1, "two headers, the right one first", func(q *http.Request) { q.Header.Add("Authorization", "Bearer a.b.c") }, 401, "which of the two counts must not be a guess")
	change(151, 1, "two headers, the right one last", func(q *http.Request) { q.Header["Authorization"] = []string{"Bearer a.b.c", genuine()} }, 401, "which of the two counts must not be a guess")
	change(152, 1, "the right header twice", func(q *http.Request) { q.Header.Add("Authorization", genuine()) }, 401, "one form, so that a proxy and the desk read the same")
	change(153, 1, "an empty header beside", func(q *http.Request) { q.Header.Add("Authorization", "") }, 401, "one form, so that a proxy and the desk read the same")
	change(154, 1, "the token in the address", func(q *http.Request) {
		q.Header.Del("Authorization")
		q.URL.RawQuery = "access_token=" + strings.TrimPrefix(genuine(), "Bearer ")
	}, 401, "addresses are logged everywhere, RFC 9700 §4.3.2")
	change(155, 1, "the token in a cookie", func(q *http.Request) {
		q.Header.Del("Authorization")
		q.AddCookie(&http.Cookie{Name: "Authorization", Value: genuine()})
	}, 401, "a browser sends cookies of its own accord")
	change(156, 1, "the token for a proxy", func(q *http.Request) {
		q.Header.Del("Authorization")
		q.Header.Set("Proxy-Authorization", genuine())
	}, 401, "it is for another")
	change(157, 1, "a proxy's word for who it is", func(q *http.Request) {
		q.Header.Del("Authorization")
		q.Header.Set("X-Forwarded-Authorization", genuine())
		q.Header.Set("X-MS-CLIENT-PRINCIPAL-ID", appID)
	}, 401, "anybody can write it")
	raw(158, 1, "the token after the body", request(post, chunked, "Trailer: Authorization")+chunk(message(nil))+"0\r\n"+auth+"\r\n\r\n", 401, "what comes after the body is not looked at before it")
	raw(159, 1, "a header over two lines", request(post, "Authorization: Bearer", " "+strings.TrimPrefix(genuine(), "Bearer "), length)+message(nil), 200, "RFC 9112 §5.2 lets a reader put a space there")

	// Methods.
	for i, method := range []string{"GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "post", "BREW"} {
		change(160+i, 17, "method "+method, func(q *http.Request) {
			q.Method = method
			if method == "HEAD" || method == "TRACE" {
				q.Body, q.ContentLength = nil, 0
			}
		}, 405, "activities are posted")
	}
	change(169, 17, "GET that says it means POST", func(q *http.Request) {
		q.Method = "GET"
		q.Header.Set("X-HTTP-Method-Override", "POST")
	}, 405, "a browser can be made to get")

	// Codings.
	squeeze := func(s string) io.ReadCloser {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = io.WriteString(w, s)
		_ = w.Close()
		return io.NopCloser(&b)
	}
	change(170, 23, "a squeezed activity", func(q *http.Request) {
		q.Body, q.ContentLength = squeeze(message(nil)), -1
		q.Header.Set("Content-Encoding", "gzip")
	}, 415, "nothing is unpacked, RFC 9110 §15.5.16")
	change(171, 23, "20 MB, squeezed to 20 KB", func(q *http.Request) {
		q.Body, q.ContentLength = squeeze(strings.Repeat(" ", 20<<20)), -1
		q.Header.Set("Content-Encoding", "gzip")
	}, 415, "nothing is unpacked")
	change(172, 23, "an activity that calls itself squeezed", func(q *http.Request) { q.Header.Set("Content-Encoding", "br") }, 415, "a proxy would read something else")
	change(173, 23, "a coding that is none", func(q *http.Request) { q.Header.Set("Content-Encoding", "Identity") }, 200, "it changes nothing")
	change(174, 16, "squeezed, and does not say so", func(q *http.Request) { q.Body, q.ContentLength = squeeze(message(nil)), -1 }, 400, "it is no JSON")
	change(175, 22, "no content type", func(q *http.Request) { q.Header.Del("Content-Type") }, 200, "what it is shows when it is read")
	change(176, 16, "UTF-16, and says so", func(q *http.Request) {
		q.Body, q.ContentLength = io.NopCloser(strings.NewReader(utf16le(message(nil)))), -1
		q.Header.Set("Content-Type", "application/json; charset=utf-16")
	}, 400, "RFC 8259 §8.1 has UTF-8")

	// Lengths.
	raw(180, 23, "HTTP/1.0", request("POST /api/messages HTTP/1.0", auth, length)+message(nil), 200, "a length is a length there, too")
	raw(181, 23, "in chunks", request(post, auth, chunked)+chunks(message(nil)), 200, "the Bot Connector may, RFC 9112 §7.1")
	raw(182, 15, "300 KB in chunks, without a length", request(post, auth, chunked)+strings.Repeat(chunk(strings.Repeat(" ", 10<<10)), 30)+chunks(message(nil)), 413, "what is not announced is counted")
	raw(183, 15, "a stranger who sends no body and does not say so", strings.TrimSuffix(request(post, stranger, "Content-Length: 1000"), "\r\n\r\n")+waits, 401, "nobody waits for a stranger")
	raw(184, 15, "a stranger whose chunks do not end", strings.TrimSuffix(request(post, stranger, chunked), "\r\n\r\n")+waits, 401, "nobody waits for a stranger")
	raw(185, 15, "a stranger who asks before he sends", strings.TrimSuffix(request(post, stranger, "Content-Length: 1000", "Expect: 100-continue"), "\r\n\r\n")+waits, 401, "he is not told to go on")
	raw(186, 23, "less than was announced", request(post, auth, "Content-Length: 10000")+message(nil), 400, "half a message is none")
	raw(187, 23, "chunks that break off", request(post, auth, chunked)+chunk(message(nil)), 400, "half a message is none")
	raw(188, 23, "two lengths", request(post, auth, length, "Content-Length: 0")+message(nil), 400, "a proxy could count otherwise, RFC 9112 §6.3")
	raw(189, 23, "a negative length", request(post, auth, "Content-Length: -1")+message(nil), 400, "it is no length")
	raw(190, 23, "a length and chunks, which say otherwise", request(post, auth, "Content-Length: 5", chunked)+chunks(message(nil)), 200, "chunks count then, RFC 9112 §6.3, and no more is read from the connection")
	raw(191, 23, "a coding of transfer nobody knows", request(post, auth, "Transfer-Encoding: xchunked")+chunks(message(nil)), 501, "where it ends is not known, RFC 9112 §6.1; so says net/http")
	raw(192, 23, "a chunk of a length that overflows", request(post, auth, chunked)+"fffffffffffffffff\r\n"+message(nil)+"\r\n0\r\n\r\n", 400, "it is no length")
	raw(193, 1, "a null byte in the header", request(post, auth+"\x00", length)+message(nil), 400, "a reader that ends at it would take it; so says net/http")
	raw(194, 2, "a header of 2 MB", request(post, auth+strings.Repeat("A", 2<<20), length)+message(nil), 431, "headers are bounded; so says net/http")
	raw(195, 23, "another request in the body", request(post, stranger, fmt.Sprintf("Content-Length: %d", len(request(post, auth, length)+message(nil))))+request(post, auth, length)+message(nil), 401, "a body is a body")
}
