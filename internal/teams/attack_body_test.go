package teams_test

import (
	"encoding/json"
	"strings"
)

// identity are the rows about whose activity it is: its channel, its tenant, its sender.
func (r *rows) identity() {
	by := func(kid string) string {
		return "Bearer " + rs256(unsigned(header(set{"kid": kid}), claims(nil)), second)
	}
	foreign := message(set{"conversation": set{"id": "a:1", "tenantId": "foreign"}, "channelData": nil})
	r.token(110, 11, "a channel the key is not endorsed for", by("no-teams"), 403, "the key speaks for other channels")
	r.token(111, 11, "a key without endorsements", by("no-endorsements"), 403, "the key speaks for no channel")
	r.token(270, 11, "endorsements that resemble the channel", by("almost-teams"), 403, "channels are compared letter by letter")
	r.text(112, 12, "an endorsed channel that is not Teams", message(set{"channelId": "slack"}), 403, "who he is means something else there")
	r.text(113, 12, "the emulator's channel", message(set{"channelId": "emulator"}), 403, "anybody has an emulator")
	r.text(114, 12, "no channel", message(set{"channelId": nil}), 403, "what is not said is not guessed")
	r.text(271, 12, "the channel in capitals", message(set{"channelId": "MSTEAMS"}), 403, "channels are compared letter by letter")
	r.text(272, 12, "the channel and a space", message(set{"channelId": "msteams "}), 403, "channels are compared letter by letter")
	r.text(273, 16, "the channel in a list", message(set{"channelId": []string{"msteams"}}), 400, "it is one text")

	r.text(12, 13, "the tenant only in the channel data", message(set{"conversation": set{"id": "a:1"}}), 200, "some activities have it there alone")
	r.text(122, 13, "a foreign tenant", foreign, 403, "the bot is of one organization")
	r.text(123, 13, "our tenant in one place and a foreign one in the other", message(set{"channelData": set{"tenant": set{"id": "foreign"}}}), 403, "which of the two counts must not be a guess")
	r.text(124, 13, "no tenant", message(set{"conversation": set{"id": "a:1"}, "channelData": nil}), 403, "what is not said is not guessed")
	r.text(274, 13, "the tenant in capitals", message(set{"conversation": set{"id": "a:1", "tenantId": strings.ToUpper(tenantID)}}), 200, "a GUID has no case")
	r.text(275, 13, "the tenant and a space", message(set{"conversation": set{"id": "a:1", "tenantId": tenantID + " "}, "channelData": nil}), 403, "it is another text")
	r.text(276, 13, "the tenant in braces", message(set{"conversation": set{"id": "a:1", "tenantId": "{" + tenantID + "}"}, "channelData": nil}), 403, "Teams does not write it so")
	r.text(277, 16, "two tenants in the conversation, ours last", twice(`"tenantId":"foreign",`), 400, "readers differ on which of the two counts")
	r.text(278, 16, "two tenants in the conversation, in two cases", twice(`"TenantId":"foreign",`), 400, "encoding/json takes one for the other")
	r.text(279, 13, "channel data that is a list, and a foreign tenant", message(set{"conversation": set{"id": "a:1", "tenantId": "foreign"}, "channelData": []any{set{"tenant": set{"id": tenantID}}}}), 403, "what cannot be read says nothing")
	r.text(280, 22, "channel data that is a list", message(set{"channelData": []any{1}}), 200, "undefined channel data is ignored, A2201")
	r.text(281, 16, "two tenants in the channel data, in two cases", strings.Replace(message(nil), `"tenant":{`, `"Tenant":{"id":"foreign"},"tenant":{`, 1), 400, "encoding/json takes one for the other")
	r.text(282, 16, "a conversation that is a list", message(set{"conversation": []any{set{"tenantId": tenantID}}}), 400, "it is an object")

	// A token proves the service, not the body.
	r.text(290, 20, "the token of one activity with another", message(set{"id": "a-2", "text": "help"}), 200, "the Bot Connector uses a token for an hour")
	r.text(291, 20, "the same activity once more", message(nil), 200, "Teams sends again what it thinks was lost; the turn knows it by its id")
	r.text(292, 20, "a token that was good, with a foreign tenant", foreign, 403, "the tenant is checked each time")
	r.text(293, 20, "a token that was good, with another channel", message(set{"channelId": "webchat"}), 403, "the channel is checked each time")
	r.text(294, 20, "a token that was good, with another service URL", message(set{"serviceUrl": "https://evil.test/"}), 403, "the service URL is checked each time")
	r.token(295, 20, "a token that was good, with another signature", genuine()[:len(genuine())-6]+"AAAAAA", 401, "being known once is not enough")

	r.text(13, 21, "the bot's own words echoed back", message(set{"from": set{"id": "28:" + appID}}), 200, "answering them would never end")
	r.text(296, 22, "neither sender nor recipient", message(set{"from": nil, "recipient": nil}), 200, "nobody is not the bot; whom it is from is the turn's to ask")
}

// twice is a genuine message whose conversation names something before its tenant.
func twice(member string) string {
	return strings.Replace(message(nil), `"tenantId"`, member+`"tenantId"`, 1)
}

// serviceURLs are the rows about where an activity wants to be answered; token and activity say the same, unless the
// row says otherwise.
func (r *rows) serviceURLs() {
	both := func(n int, what, url string, status int, why string) {
		r.pair(n, 14, what, signed(nil, set{"serviceurl": url}), message(set{"serviceUrl": url}), status, why)
	}
	r.pair(9, 7, "the service URL without its slash and in capitals", signed(nil, set{"serviceurl": "HTTPS://SMBA.trafficmanager.net/emea"}), message(nil), 200, "Microsoft's own SDK compares so")
	r.text(115, 7, "another service URL than the token's", message(set{"serviceUrl": "https://smba.trafficmanager.net/amer/"}), 403, "the token is for another region")
	r.text(116, 7, "no service URL", message(set{"serviceUrl": nil}), 403, "it cannot be the token's")
	r.pair(300, 7, "a letter that is another without case", signed(nil, set{"serviceurl": "https://\u017fmba.trafficmanager.net/emea/"}), message(nil), 403, "it is another address")
	both(117, "a foreign host in token and body", "https://evil.test/", 403, "the bot's token would go there")
	both(118, "http in token and body", "http://smba.trafficmanager.net/emea/", 403, "everybody on the way could read the bot's token")
	both(119, "our host as a user name", "https://smba.trafficmanager.net@evil.test/", 403, "the host is evil.test")
	both(120, "our host as the end of another", "https://evilsmba.trafficmanager.net/", 403, "anybody can register it")
	both(121, "our host on another port", "https://smba.trafficmanager.net:8443/", 403, "it may be another's")
	both(301, "our host as the beginning of another", "https://smba.trafficmanager.net.evil.test/", 403, "the host is evil.test's")
	both(302, "a user name before our host", "https://user:password@smba.trafficmanager.net/emea/", 403, "a service URL has none, and logs would keep it")
	both(303, "an encoded dot in the host", "https://smba.trafficmanager%2enet/emea/", 403, "readers differ on whether it is a dot")
	both(304, "an encoded slash before our host", "https://evil.test%2f@smba.trafficmanager.net/", 403, "readers differ on where the host begins")
	both(305, "a backslash before our host", `https://evil.test\@smba.trafficmanager.net/`, 403, "browsers take it for a slash")
	both(306, "an ideographic full stop", "https://smba.trafficmanager\u3002net/emea/", 403, "names are mapped only when they are looked up")
	both(307, "a capital I with a dot", "https://smba.traff\u0130cmanager.net/emea/", 403, "lower case makes an i of it, and another host of the name that is looked up")
	both(308, "a full-width letter", "https://\uff53mba.trafficmanager.net/emea/", 403, "it is mapped only when it is looked up")
	both(309, "a name already in punycode", "https://xn--smba-.trafficmanager.net/emea/", 403, "it is another host")
	both(310, "a trailing dot", "https://smba.trafficmanager.net./emea/", 403, "certificates and lists of hosts do not have it")
	both(311, "an empty port", "https://smba.trafficmanager.net:/emea/", 403, "Teams does not write it so")
	both(312, "the port, as it is without saying", "https://smba.trafficmanager.net:443/emea/", 200, "it is the same place")
	both(313, "the port with a zero before it", "https://smba.trafficmanager.net:0443/emea/", 403, "Teams does not write it so")
	both(314, "a question", "https://smba.trafficmanager.net/emea/?x=", 403, "the path would end up in it")
	both(315, "a fragment", "https://smba.trafficmanager.net/emea/#x", 403, "the path would end up in it")
	both(316, "a foreign host and ours in the fragment", "https://evil.test/#@smba.trafficmanager.net/", 403, "the host is evil.test")
	both(317, "no host", "https:///emea/", 403, "there is nobody to answer")
	both(318, "no scheme", "//smba.trafficmanager.net/emea/", 403, "it could be any")
	both(319, "no slashes", "https:smba.trafficmanager.net/emea/", 403, "it has no host")
	both(320, "a space before it", " https://smba.trafficmanager.net/emea/", 403, "readers differ on whether it counts")
	both(321, "a line break in it", "https://smba.trafficmanager.net/\r\nX-Evil: 1", 403, "it would write headers of its own")
	both(322, "a file", "file://smba.trafficmanager.net/etc/passwd", 403, "it is not https")
	both(323, "this machine", "https://127.0.0.1/emea/", 403, "the bot would talk to what only it can reach")
	both(324, "this machine, in IPv6", "https://[::1]/emea/", 403, "the bot would talk to what only it can reach")
	both(325, "the cloud's metadata", "https://169.254.169.254/latest/", 403, "the bot would talk to what only it can reach")
}

// bodies are the rows about what a body is.
func (r *rows) bodies() {
	head, tail, _ := strings.Cut(message(nil), `"channelId":"msteams"`)
	with := func(members string) string { return head + members + tail }
	nested := func(n int) json.RawMessage {
		return json.RawMessage(strings.Repeat("[", n) + strings.Repeat("]", n))
	}
	r.text(10, 22, "a type nobody knows", message(set{"type": "agentLifecycle"}), 200, "Teams invents types, A2014, and stops delivering to bots that fail on them")
	r.text(11, 22, "broken entities", message(set{"entities": []any{7, "x", set{"type": "ClientCapabilities"}}}), 200, "unknown or broken entities are ignored, A2104")
	r.text(330, 22, "members nobody knows", message(set{"x": set{"y": []int{1}}, "membershipSource": nil}), 200, "unknown members are ignored, A2005")
	r.text(331, 22, "a timestamp that is none", message(set{"timestamp": "yesterday"}), 200, "no rule hangs on it, A2042")
	r.text(332, 22, "white space around", " \r\n\t"+message(nil)+"\n", 200, "JSON allows it")
	r.text(333, 22, "a number no float can hold", message(set{"value": json.RawMessage(`{"n":1e999}`)}), 200, "value is the turn's to read")
	r.text(334, 22, "names that differ in case, in a client's own data", message(set{"value": set{"data": set{"in": set{"a": 1, "A": 2}}}}), 200, "names have a case, and nobody's identity hangs on these")
	r.text(130, 16, "an empty body", "", 400, "it is no activity")
	r.text(131, 16, "a list of activities", "["+message(nil)+"]", 400, "activities come one at a time")
	r.text(132, 16, "two activities", message(nil)+message(nil), 400, "activities come one at a time")
	r.text(133, 16, "no JSON", "type=message", 400, "it is no activity")
	r.text(134, 16, "a depth bomb", message(set{"value": nested(5000)}), 400, "every later reader would have to climb down")
	r.text(135, 16, "bytes that are no UTF-8", strings.Replace(message(nil), "status", "\xff", 1), 400, "RFC 8259 §8.1 has UTF-8")
	r.text(136, 15, "an activity of 300 KB", message(set{"text": strings.Repeat("a", 300<<10)}), 413, "Teams' own limit for a message is 100 KB")
	r.pair(137, 15, "300 KB from a stranger", "Bearer a.b.c", strings.Repeat("a", 300<<10), 401, "they are not even read")
	r.text(340, 16, "a byte order mark", "\ufeff"+message(nil), 400, "JSON on the wire has none, RFC 8259 §8.1")
	r.text(341, 16, "UTF-16", utf16le(message(nil)), 400, "RFC 8259 §8.1 has UTF-8")
	r.text(342, 16, "two channels, the right one last", with(`"channelId":"slack","channelId":"msteams"`), 400, "readers differ on which of the two counts")
	r.text(343, 16, "two channels, the right one first", with(`"channelId":"msteams","channelId":"slack"`), 400, "readers differ on which of the two counts")
	r.text(344, 16, "two channels, one with an escape in its name", with(`"channelId":"msteams","channel\u0049d":"slack"`), 400, "it is the same name")
	r.text(345, 16, "two channels that differ in case", with(`"channelId":"msteams","ChannelID":"slack"`), 400, "encoding/json takes one for the other")
	r.text(346, 16, "two senders, one with a long s in its name's place", with(`"channelId":"msteams","\u017ferviceUrl":"https://evil.test/"`), 400, "encoding/json takes a long s for an s")
	r.text(347, 16, "a name twice, deep in a client's data", message(set{"value": json.RawMessage(`{"action":{"verb":"x","data":{"request":"R-1","request":"R-2"}}}`)}), 400, "readers differ on which of the two counts")
	r.text(348, 16, "depth 65", message(set{"value": nested(64)}), 400, "Teams' own stay below a dozen")
	r.text(349, 22, "depth 64", message(set{"value": nested(63)}), 200, "that deep is allowed")
	r.text(350, 16, "null", "null", 400, "it is no activity")
	r.text(351, 16, "a text", `"message"`, 400, "it is no activity")
	r.text(352, 16, "an empty object", "{}", 400, "an activity has a type, A2010")
	r.text(353, 16, "a type that is a number", message(set{"type": 1}), 400, "it is text")
	r.text(354, 16, "a type that is empty", message(set{"type": ""}), 400, "an activity has a type, A2010")
	r.text(355, 16, "a sender that is a list", message(set{"from": []any{}}), 400, "it is an object")
	r.text(356, 16, "a comment", "/* */"+message(nil), 400, "JSON has none")
	r.text(357, 16, "a comma too many", strings.Replace(message(nil), "}", ",}", 1), 400, "JSON has none")
	r.text(358, 16, "not a number", message(nil)[:len(message(nil))-1]+`,"value":NaN}`, 400, "JSON has none")
	r.text(359, 16, "a null byte after the activity", message(nil)+"\x00", 400, "activities come one at a time")
	r.text(360, 16, "half an activity", message(nil)[:100], 400, "it is no activity")
	r.text(361, 16, "names without end", `{"`+strings.Repeat(`a":1,"`, 30_000)+`":1}`, 400, "thirty thousand names are compared in no time, and most are the same")
}

func utf16le(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		b.WriteByte(c)
		b.WriteByte(0)
	}
	return b.String()
}
