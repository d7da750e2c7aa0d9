package teams_test

import (
	"crypto/x509"
	"fmt"
	"strings"
	"time"
)

// header are the rows about the form of the Authorization header and of the token.
func (r *rows) header() {
	bare := strings.TrimPrefix(genuine(), "Bearer ")
	p := strings.Split(bare, ".")
	const good = `{"alg":"RS256","kid":"k1"}`
	said := fmt.Sprintf(`"iss":"https://api.botframework.com","aud":%q,"exp":4102444800,"serviceurl":%q`, appID, serviceURL)

	r.token(1, 22, "a genuine activity", genuine(), 200, "it is what the Bot Connector sends")
	r.token(2, 1, "the scheme in lower case", "bearer "+bare, 200, "a scheme's case does not count, RFC 9110 §11.1")
	r.token(20, 1, "no header", "", 401, "who does not say who he is is nobody")
	r.token(21, 1, "an empty token", "Bearer ", 401, "there is nothing to check")
	r.token(22, 1, "no scheme", bare, 401, "a library that takes a bare token takes other schemes' as well")
	r.token(23, 1, "another scheme", "Basic "+bare, 401, "only Bearer means that the token counts")
	r.token(24, 1, "two spaces", "Bearer  "+bare, 401, "one form, so that a proxy and the desk read the same")
	r.token(25, 2, "two parts", "Bearer "+p[0]+"."+p[1], 401, "a JWS has three")
	r.token(26, 2, "four parts", genuine()+".x", 401, "a JWS has three")
	r.token(27, 2, "five parts, as if encrypted", genuine()+".x.y", 401, "five are a JWE, which is for who has the secret")
	r.token(28, 6, "no signature", "Bearer "+p[0]+"."+p[1]+".", 401, "nobody signed it")
	r.token(29, 2, "padding", genuine()+"==", 401, "base64url has none in a JWS, RFC 7515 §2")
	r.token(30, 2, "not base64", "Bearer !.!.!", 401, "it is no token")
	r.token(31, 2, "rubbish", "Bearer a.b.c", 401, "it is no token")
	r.token(32, 2, "a signed token of 20 KB", signed(nil, set{"pad": strings.Repeat("a", 20_000)}), 401, "tokens are a kilobyte, and hashing costs")
	r.token(33, 1, "the token twice in one header", genuine()+", "+genuine(), 401, "which of the two counts must not be a guess")
	r.token(34, 2, "a JSON-serialized JWS", `Bearer {"payload":"`+p[1]+`"}`, 401, "that form may have several signers, or none")
	r.token(35, 1, "a tab after the scheme", "Bearer\t"+bare, 401, "RFC 6750 §2.1 has one space")
	r.token(36, 1, "the token in quotes", `Bearer "`+bare+`"`, 401, "a token is no quoted string")
	r.token(37, 1, "the token as a parameter", "Bearer token="+bare, 401, "RFC 6750 §2.1 has no parameters")
	r.token(38, 1, "a scheme that begins alike", "BearerX "+bare, 401, "another scheme")
	r.token(39, 2, "percent signs", "Bearer "+strings.Replace(bare, ".", "%2e", 1), 401, "nothing is decoded before it is checked")
	r.token(200, 2, "stray bits at the end of the signature", "Bearer "+p[0]+"."+p[1]+"."+stray(p[2]), 401, "one token has one form, RFC 4648 §3.5")
	r.token(201, 2, "a header that is null", verbatim("null", "{"+said+"}"), 401, "a JOSE header is an object, RFC 7515 §4")
	r.token(202, 2, "a header that is a list", verbatim("["+good+"]", "{"+said+"}"), 401, "a JOSE header is an object")
	r.token(203, 2, "a header followed by another", verbatim(good+good, "{"+said+"}"), 401, "which of the two counts must not be a guess")
	r.token(204, 2, "a byte order mark before the header", verbatim("\ufeff"+good, "{"+said+"}"), 401, "JSON on the wire has none, RFC 8259 §8.1")
	r.token(205, 2, "a header that is no UTF-8", verbatim("{\"alg\":\"RS256\",\"kid\":\"k1\",\"x\":\"\xff\"}", "{"+said+"}"), 401, "RFC 7515 §3.1 has UTF-8")
	r.token(206, 2, "two algorithms", verbatim(`{"alg":"none","alg":"RS256","kid":"k1"}`, "{"+said+"}"), 401, "readers differ on which of the two counts")
	r.token(207, 2, "two algorithms that differ in case", verbatim(`{"alg":"RS256","ALG":"none","kid":"k1"}`, "{"+said+"}"), 401, "encoding/json takes one for the other")
	r.token(208, 8, "an algorithm under another name", verbatim(`{"Alg":"RS256","kid":"k1"}`, "{"+said+"}"), 401, "names have a case, RFC 7515 §4")
	r.token(209, 2, "two issuers, the right one last", verbatim(good, `{"iss":"https://evil.test",`+said+"}"), 401, "readers differ on which of the two counts, RFC 7519 §4")
	r.token(210, 2, "two issuers, the right one first", verbatim(good, "{"+said+`,"iss":"https://evil.test"}`), 401, "readers differ on which of the two counts")
	r.token(211, 2, "two audiences, one written with an escape", verbatim(good, "{"+said+`,"\u0061ud":"x"}`), 401, "it is the same name")
	r.token(212, 2, "two service URLs that differ in case", verbatim(good, "{"+said+`,"serviceUrl":"https://evil.test/"}`), 401, "encoding/json takes one for the other")
	r.token(213, 2, "claims that are null", verbatim(good, "null"), 401, "claims are an object")
	r.token(214, 2, "claims followed by others", verbatim(good, "{"+said+"}{}"), 401, "which of the two counts must not be a guess")
	r.token(215, 2, "claims that are no UTF-8", verbatim(good, "{"+said+",\"x\":\"\xff\"}"), 401, "RFC 7519 §7.1 has UTF-8")
	r.token(216, 2, "claims nested three thousand deep", verbatim(good, "{"+said+`,"x":`+strings.Repeat("[", 3000)+strings.Repeat("]", 3000)+"}"), 401, "8 KB is all a token may be")
	r.token(217, 3, "slashes written with escapes", verbatim(good, "{"+strings.ReplaceAll(said, "/", `\/`)+"}"), 200, "it is the same text, RFC 8259 §7")
	r.token(218, 2, "a signature that is no base64url", "Bearer "+p[0]+"."+p[1]+".A", 401, "six bits are no byte")
	r.token(219, 2, "stray bits at the end of a signed header", "Bearer "+rs256(stray(b64([]byte(`{"alg":"RS256","kid":"k1"}`)))+"."+p[1], first), 401, "one token has one form")
	r.token(100, 2, "claims that are a list", "Bearer "+rs256(unsigned(header(nil), []any{claims(nil)}), first), 401, "claims are an object")

	// The kind of token.
	r.token(220, 19, "a token that does not say its type", signed(set{"typ": nil}, nil), 200, "typ is optional, RFC 7519 §5.1")
	r.token(221, 19, "its type in lower case", signed(set{"typ": "jwt"}, nil), 200, "media types have no case")
	r.token(222, 19, "an OAuth access token", signed(set{"typ": "at+jwt"}, nil), 401, "the same key may sign it for another use, RFC 9068 §2.1")
	r.token(223, 19, "a security event", signed(set{"typ": "secevent+jwt"}, nil), 401, "it tells of somebody, and is nobody's ticket, RFC 8417 §2.3")
	r.token(224, 19, "a type that is a number", signed(set{"typ": 7}, nil), 401, "it is no type")
	r.token(225, 19, "a type that is empty", signed(set{"typ": ""}, nil), 401, "it is no type")
	r.token(226, 19, "a genuine token inside another", "Bearer "+rs256(b64([]byte(`{"alg":"RS256","kid":"k1","cty":"JWT"}`))+"."+b64([]byte(bare)), first), 401, "the Bot Connector nests nothing")
	r.token(227, 19, "claims that are said to be a token", signed(set{"cty": "JWT"}, nil), 401, "another reader would look inside, RFC 7519 §5.2")
	r.token(228, 19, "a content type of null", signed(set{"cty": nullJSON}, nil), 401, "the Bot Connector sends none")
}

// stray is the same base64url with a bit set that means nothing.
func stray(part string) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	last := strings.IndexByte(alphabet, part[len(part)-1])
	return part[:len(part)-1] + string(alphabet[last^1])
}

// algorithms are the rows about how a token says it is signed.
func (r *rows) algorithms() {
	publicDER, err := x509.MarshalPKIXPublicKey(&first.PublicKey)
	if err != nil {
		panic(err)
	}
	hs := func(kid string, secret []byte) string {
		return "Bearer " + hs256(unsigned(header(set{"alg": "HS256", "kid": kid}), claims(nil)), secret)
	}
	r.token(40, 8, "alg none", "Bearer "+unsigned(header(set{"alg": "none"}), claims(nil))+".", 401, "nobody signed it")
	r.token(41, 8, "alg None with a signature", signed(set{"alg": "None"}, nil), 401, "only RS256 is agreed on")
	r.token(42, 8, "HS256 with the public key as the secret", hs("k1", publicDER), 401, "everybody has the public key")
	r.token(43, 8, "HS256 with a secret from the key set", hs("secret", []byte("secret")), 401, "everybody has the key set")
	r.token(44, 8, "RS512 with the right key", "Bearer "+rs512(unsigned(header(set{"alg": "RS512"}), claims(nil)), first), 401, "the metadata advertises RS256 alone")
	r.token(45, 8, "PS256 with the right key", "Bearer "+ps256(unsigned(header(set{"alg": "PS256"}), claims(nil)), first), 401, "the metadata advertises RS256 alone")
	r.token(46, 6, "a PS256 signature that calls itself RS256", "Bearer "+ps256(unsigned(header(nil), claims(nil)), first), 401, "the signature is not what it says")
	r.token(47, 8, "ES256 with the curve key of the set", "Bearer "+es256(unsigned(header(set{"alg": "ES256", "kid": "curve"}), claims(nil)), curve), 401, "the metadata advertises RS256 alone")
	r.token(48, 8, "no alg", signed(set{"alg": nil}, nil), 401, "what is not said is not guessed")
	r.token(49, 8, "alg in lower case", signed(set{"alg": "rs256"}, nil), 401, "algorithms have a case, RFC 7515 §4.1.1")
	r.token(50, 8, "alg as a list", signed(set{"alg": []string{"RS256"}}, nil), 401, "it is one text")
	r.token(51, 8, "an unknown critical header", signed(set{"crit": []string{"x"}, "x": 1}, nil), 401, "who does not know it must refuse, RFC 7515 §4.1.11")
	r.token(52, 8, "an unencoded payload", signed(set{"b64": false}, nil), 401, "it would be signed otherwise, RFC 7797")
	r.token(53, 8, "an empty list of critical headers", signed(set{"crit": []string{}}, nil), 401, "RFC 7515 §4.1.11 forbids it")
	r.token(54, 8, "critical headers of null", signed(set{"crit": nullJSON}, nil), 401, "it is no list")
	r.token(55, 8, "a payload encoded as always, and said so", signed(set{"b64": true}, nil), 401, "b64 must be critical where it is used, RFC 7797 §6")
	r.token(56, 8, "alg with a null byte", signed(set{"alg": "RS256\x00"}, nil), 401, "a reader that ends at it would take it")
	r.token(57, 22, "a compression that JWS does not know", signed(set{"zip": "DEF"}, nil), 200, "unknown headers are ignored, RFC 7515 §4, and nothing is unpacked")
}

// keys are the rows about which key signed, and what signed.
func (r *rows) keys() {
	input := unsigned(header(nil), claims(nil))
	p := strings.Split(strings.TrimPrefix(genuine(), "Bearer "), ".")
	other := strings.Split(signed(nil, set{"jti": "2"}), ".")
	otherClaims := strings.Split(unsigned(header(nil), claims(set{"serviceurl": "https://evil.test/"})), ".")[1]
	by := func(kid string) string {
		return "Bearer " + rs256(unsigned(header(set{"kid": kid}), claims(nil)), second)
	}
	r.token(60, 9, "no kid", signed(set{"kid": nil}, nil), 401, "keys are not tried one after the other")
	r.token(61, 9, "an empty kid", signed(set{"kid": ""}, nil), 401, "a key without an id is nobody's")
	r.token(62, 9, "a kid that is a number", signed(set{"kid": 1}, nil), 401, "it is text")
	r.token(63, 9, "an unknown kid", signed(set{"kid": "k9"}, nil), 401, "nobody published it")
	r.token(64, 6, "a stranger's signature under a known kid", "Bearer "+rs256(input, stranger), 401, "the key of that id did not sign")
	r.token(65, 18, "the stranger's key offered in the header", "Bearer "+rs256(unsigned(header(set{"jwk": jwkOf("k1", &stranger.PublicKey, "msteams")}), claims(nil)), stranger), 401, "who signs does not get to say who signs")
	r.token(66, 18, "the stranger's key set offered in the header", "Bearer "+rs256(unsigned(header(set{"jku": "https://evil.test/keys"}), claims(nil)), stranger), 401, "who signs does not get to say who signs")
	r.token(67, 10, "a short RSA key of the set", "Bearer "+rs256(unsigned(header(set{"kid": "short"}), claims(nil)), short), 401, "1024 bits can be broken")
	r.token(68, 10, "a key for encryption", by("enc"), 401, "its owner never meant to sign with it")
	r.token(69, 10, "a key for another algorithm", by("rs512"), 401, "its owner never meant to sign so")
	r.pair(70, 6, "a changed payload", "Bearer "+p[0]+"."+otherClaims+"."+p[2], message(set{"serviceUrl": "https://evil.test/"}), 401, "the signature is of another payload")
	r.token(71, 6, "a changed header", "Bearer "+b64([]byte(`{"alg":"RS256","kid":"k1","x":1}`))+"."+p[1]+"."+p[2], 401, "the signature is of another header")
	r.token(72, 6, "a cut signature", genuine()[:len(genuine())-8], 401, "a part of a signature is none")
	r.token(73, 9, "a kid in capitals", signed(set{"kid": "K1"}, nil), 401, "ids have a case")
	r.token(74, 9, "a kid that is a list", signed(set{"kid": []string{"k1"}}, nil), 401, "it is text")
	r.token(75, 9, "a kid of null", signed(set{"kid": nullJSON}, nil), 401, "it is text")
	r.token(76, 9, "a kid that climbs", signed(set{"kid": "../k1"}, nil), 401, "an id is no path")
	r.token(77, 9, "a kid with a null byte", signed(set{"kid": "k1\x00"}, nil), 401, "a reader that ends at it would take it")
	r.token(78, 9, "a kid of 4 KB", signed(set{"kid": strings.Repeat("k", 4<<10)}, nil), 401, "nobody published it")
	r.token(79, 10, "a key of a kind nobody knows", by("martian"), 401, "it is no RSA key")
	r.token(230, 10, "a secret of the set", by("secret"), 401, "it is no RSA key")
	r.token(231, 10, "a key without a modulus", by("no-modulus"), 401, "it is no key at all")
	r.token(232, 18, "a certificate to fetch, in a genuine token", signed(set{"x5u": "https://evil.test/cert"}, nil), 200, "the key by kid signed it, and nobody asks for the certificate")
	r.token(233, 18, "a stranger's certificate to fetch", "Bearer "+rs256(unsigned(header(set{"x5u": "https://evil.test/cert"}), claims(nil)), stranger), 401, "who signs does not get to say who signs")
	r.token(234, 18, "a stranger's certificate in the header", "Bearer "+rs256(unsigned(header(set{"x5c": []string{"MIIB"}, "x5t": "AAAA"}), claims(nil)), stranger), 401, "who signs does not get to say who signs")
	r.token(235, 6, "another token's signature", "Bearer "+p[0]+"."+p[1]+"."+other[2], 401, "it is of another payload")
	r.token(236, 6, "a signature of zeros", "Bearer "+input+"."+b64(make([]byte, 256)), 401, "zero to any power is zero")
	r.token(237, 6, "a signature of one", "Bearer "+input+"."+b64(append(make([]byte, 255), 1)), 401, "one to any power is one")
	r.token(238, 6, "a zero before the signature", "Bearer "+input+"."+b64(append([]byte{0}, unb64(p[2])...)), 401, "a signature is as long as its modulus, RFC 8017 §8.2.2")
	r.token(239, 6, "the modulus added to the signature", "Bearer "+input+"."+b64(first.N.Bytes()), 401, "a signature is less than its modulus")
}

// claims are the rows about who speaks to whom.
func (r *rows) claims() {
	entra := "https://login.microsoftonline.com/" + tenantID + "/v2.0"
	r.token(3, 4, "the audience as a list", signed(nil, set{"aud": []string{appID}}), 200, "RFC 7519 §4.1.3 has both forms")
	r.token(4, 4, "the audience among others", signed(nil, set{"aud": []string{"x", appID}}), 200, "it is for us, too")
	r.token(80, 3, "another cloud's issuer", signed(nil, set{"iss": "https://api.botframework.us"}), 401, "each cloud has its own bots")
	r.token(81, 3, "the tenant as issuer: an Entra token for our app", signed(nil, set{"iss": entra}), 401, "any app of the tenant can have one")
	r.token(82, 3, "the bot's own token, as the emulator sends it", signed(nil, set{"iss": "https://sts.windows.net/" + tenantID + "/", "appid": appID}), 401, "the desk is no emulator's bot")
	r.token(83, 3, "a person's single sign-on token for our app", signed(nil, set{"iss": entra, "scp": "access_as_user"}), 401, "he could speak for his manager")
	r.token(84, 3, "no issuer", signed(nil, set{"iss": nil}), 401, "nobody vouches")
	r.token(85, 3, "an issuer that is a number", signed(nil, set{"iss": 7}), 401, "it is text")
	r.token(86, 3, "the issuer with a slash", signed(nil, set{"iss": "https://api.botframework.com/"}), 401, "issuers are compared letter by letter, RFC 7519 §4.1.1")
	r.token(240, 3, "the issuer in capitals", signed(nil, set{"iss": "HTTPS://API.BOTFRAMEWORK.COM"}), 401, "issuers are compared letter by letter")
	r.token(241, 3, "the issuer in a list", signed(nil, set{"iss": []string{"https://api.botframework.com"}}), 401, "it is one text")
	r.token(242, 3, "the issuer under another name", signed(nil, set{"iss": nil, "ISS": "https://api.botframework.com"}), 401, "names have a case, RFC 7519 §4")
	r.token(243, 3, "the issuer and a null byte", signed(nil, set{"iss": "https://api.botframework.com\x00.evil.test"}), 401, "a reader that ends at it would take it")
	r.token(87, 4, "another bot's token", signed(nil, set{"aud": "99999999-2222-3333-4444-555555555555"}), 401, "its owner could pass it on")
	r.token(88, 4, "no audience", signed(nil, set{"aud": nil}), 401, "it is for nobody")
	r.token(89, 4, "an empty audience", signed(nil, set{"aud": ""}), 401, "it is for nobody")
	r.token(90, 4, "an empty list of audiences", signed(nil, set{"aud": []string{}}), 401, "it is for nobody")
	r.token(91, 4, "an audience that is an object", signed(nil, set{"aud": set{"id": appID}}), 401, "it is text, or a list of it")
	r.token(92, 4, "our id inside another audience", signed(nil, set{"aud": "api://" + appID}), 401, "that is Entra's name for our API, not the bot's")
	r.token(244, 4, "our id and more", signed(nil, set{"aud": appID + " x"}), 401, "audiences are compared whole")
	r.token(245, 4, "a list with a number in it", signed(nil, set{"aud": []any{appID, 7}}), 401, "it is a list of text")
	r.token(246, 4, "a list in a list", signed(nil, set{"aud": []any{[]string{appID}}}), 401, "it is a list of text")
	r.token(98, 7, "no service URL claim", signed(nil, set{"serviceurl": nil}), 401, "an activity could name any")
	r.token(99, 7, "a service URL claim that is a list", signed(nil, set{"serviceurl": []string{serviceURL}}), 401, "it is one text")
	r.token(247, 7, "an empty service URL claim", signed(nil, set{"serviceurl": ""}), 401, "it says nothing")
	r.token(248, 7, "the service URL claim in the activity's spelling", signed(nil, set{"serviceurl": nil, "serviceUrl": serviceURL}), 401, "names have a case, and Microsoft's is small")
}

// dates are the rows about when a token counts.
func (r *rows) dates() {
	from := func(d time.Duration) int64 { return time.Now().Add(d).Unix() }
	r.token(5, 5, "a token without nbf", signed(nil, set{"nbf": nil}), 200, "only the end is required")
	r.token(6, 5, "nbf four minutes ahead", signed(nil, set{"nbf": from(4 * time.Minute)}), 200, "clocks may differ by five")
	r.token(7, 5, "expired four minutes ago", signed(nil, set{"exp": from(-4 * time.Minute)}), 200, "clocks may differ by five")
	r.token(8, 5, "a fractional expiry", signed(nil, set{"exp": float64(from(time.Hour)) + 0.5}), 200, "a NumericDate may have a fraction, RFC 7519 §2")
	r.token(93, 5, "expired six minutes ago", signed(nil, set{"exp": from(-6 * time.Minute)}), 401, "it is over")
	r.token(94, 5, "no expiry", signed(nil, set{"exp": nil}), 401, "a stolen one would be good for ever")
	r.token(95, 5, "an expiry that is text", signed(nil, set{"exp": fmt.Sprint(from(time.Hour))}), 401, "a NumericDate is a number")
	r.token(96, 5, "an expiry of zero", signed(nil, set{"exp": 0}), 401, "zero is a time, and long ago")
	r.token(97, 5, "valid only in six minutes", signed(nil, set{"nbf": from(6 * time.Minute)}), 401, "it has not begun")
	r.token(250, 5, "an expiry in milliseconds", signed(nil, set{"exp": from(time.Hour) * 1000}), 401, "it would be good for fifty thousand years")
	r.token(251, 5, "an expiry beyond all calendars", verbatim(`{"alg":"RS256","kid":"k1"}`, claimsWith(`"exp":1e300`)), 401, "a time that overflows is none")
	r.token(252, 5, "an expiry beyond all numbers", verbatim(`{"alg":"RS256","kid":"k1"}`, claimsWith(`"exp":1e999`)), 401, "it is no number any more")
	r.token(253, 5, "an expiry of 2⁶³, which wraps", verbatim(`{"alg":"RS256","kid":"k1"}`, claimsWith(`"exp":9223372036854775808`)), 401, "a time that overflows is none")
	r.token(254, 5, "a negative expiry", verbatim(`{"alg":"RS256","kid":"k1"}`, claimsWith(`"exp":-1`)), 401, "it is long over")
	r.token(255, 5, "an expiry of null", verbatim(`{"alg":"RS256","kid":"k1"}`, claimsWith(`"exp":null`)), 401, "a stolen one would be good for ever")
	r.token(256, 5, "an expiry of true", signed(nil, set{"exp": true}), 401, "a NumericDate is a number")
	r.token(257, 5, "an expiry in a list", signed(nil, set{"exp": []int64{from(time.Hour)}}), 401, "a NumericDate is a number")
	r.token(258, 5, "an expiry under another name", signed(nil, set{"exp": nil, "EXP": from(time.Hour)}), 401, "names have a case")
	r.token(259, 5, "nbf as text", signed(nil, set{"nbf": "0"}), 401, "a NumericDate is a number")
	r.token(260, 5, "nbf of null", signed(nil, set{"nbf": nullJSON}), 401, "it is there, and no number")
	r.token(261, 5, "a negative nbf", signed(nil, set{"nbf": -1}), 401, "no token was made before 1970")
	r.token(262, 5, "nbf beyond all calendars", verbatim(`{"alg":"RS256","kid":"k1"}`, claimsWith(`"exp":4102444800,"nbf":1e300`)), 401, "a time that overflows is none")
	r.token(263, 5, "a token that ends before it begins", signed(nil, set{"nbf": from(3 * time.Minute), "exp": from(-3 * time.Minute)}), 401, "the patience with both clocks must not add up to a time")
	r.token(264, 22, "made in a minute, says iat", signed(nil, set{"iat": from(time.Minute)}), 200, "iat is no bound, RFC 7519 §4.1.6")
}

// claimsWith are claims as text, because encoding/json would not write them so.
func claimsWith(rest string) string {
	return fmt.Sprintf(`{"iss":"https://api.botframework.com","aud":%q,"serviceurl":%q,%s}`, appID, serviceURL, rest)
}
