package e2e

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// shows says which acceptance lines each transcript shows, by their numbers and in a word or two.
var shows = map[string]string{
	"request":          "21 history per number, 23 self-service, 24 approval, 28 lowest free, 34 has a number already, 44 status, 45 assigned through Graph, 46 asynchronous result, 47 read back, 61 the person is told",
	"denied":           "24 approval, 27 closed request, 32 hold ends with the decision",
	"no-licence":       "35 licence by service plan",
	"no-manager":       "25 approver routing",
	"used-up":          "9 rest after release, 33 exhausted range, 52 release, 71 adopted",
	"double-click":     "26 double click, 46 asynchronous result",
	"stranger":         "24 approval by the approver alone, 27 closed request, 92 refused tries in the audit",
	"cancel":           "32 hold ends with the request, 42 cancel",
	"forged":           "91 inbound authenticity",
	"delicensed":       "9 rest after release, 52 release, 78 delicensed",
	"licence-back":     "78 licence exchanged within the grace",
	"disabled":         "75 disabled keeps, 76 enabled again, 77 deleted, restored, gone",
	"admin-only":       "88 roles, 92 refused tries in the audit",
	"admin-own":        "24 nobody decides on an own request, 88 roles",
	"drift":            "67 plan without change, 69 gone in Teams, 71 found in Teams, 86 drift report",
	"incomplete":       "65 read failure, 93 each cause its sentence",
	"brake":            "66 mass-change brake",
	"throttled":        "48 unknown outcome, 49 reasons told apart, 50 retry",
	"settled-outside":  "68 requested and given outside, 71 found in Teams",
	"taken":            "29 a wanted number, 73 two owners",
	"unreachable":      "25 approver routing",
	"never-wrote":      "25 approver routing, 24 approval",
	"app-forbidden":    "25 approver routing",
	"uninstalled":      "25 approver routing",
	"nobody-there":     "25 approver routing, 42 cancel",
	"chat-removed":     "24 approval, 61 the person is told",
	"reserved":         "8 reserved for whom, why and until",
	"held-lost":        "69 what is gone in Teams is said, 73 two owners",
	"reason-first":     "24 approval with a reason",
	"delegate-early":   "25 a delegate knows for whom, and until when",
	"blocked":          "7 blocked with a reason, 74 blocked but used",
	"forbidden":        "6 forbidden numbers, 74 forbidden but used",
	"forbidden-late":   "6 forbidden numbers, 8 reserved, 29 a wanted number",
	"kept-resting":     "7 blocked until, 9 rest after release, 21 history per number",
	"country-forbids":  "6 forbidden numbers, 2 countries that share a code",
	"forbidden-kept":   "6 forbidden numbers, 74 forbidden but kept",
	"range-again":      "4 ranges, 6 forbidden numbers, 21 history per number",
	"came-back":        "9 rest after release, ended early, given back",
	"wanted":           "29 a wanted number, 38 the range or state that stands against it",
	"change":           "9 rest after release, 34 a change by choice alone, 53 changed safely, 54 a private line stays",
	"change-failed":    "53 the old number is put back, 49 reasons told apart",
	"change-lost":      "53 a change that leaves somebody without is loud",
	"change-refused":   "53 checked before the old one goes, 51 kept on premises",
	"change-withdrawn": "42 cancel, 53 the old number stays",
	"release":          "52 release with a question, 54 a private line stays",
	"release-refused":  "49 reasons told apart, 51 kept on premises, 52 a release that Teams refuses",
	"rested":           "28 lowest free, or released longest ago, explained",
	"gold":             "29 a gold number for who asks",
	"ranges":           "2 countries that share a code, 3 sites, 4 ranges, 5 leading zeros, 15 tags in any script",
	"calling-plan":     "11 calling plan numbers for calling plans, 30 only ranges that serve, 36 type by licence",
	"same-end":         "31 the same end in two ranges, 30 order of ranges, 33 next by order, 37 usage location and country, 39 no equal order",
	"rules":            "38 rules, brackets, case and absent attributes, 39 order",
	"too-few":          "25 approver routing, 42 cancel",
	"sources":          "25 approver routing by site and owner",
	"stages":           "24 nobody decides alone on a gold number, 25 approver routing by rule",
	"other-number":     "24 nobody gets a number by the approval of another, 33 it waits and goes on",
	"removed":          "27 decided although the number is gone, 69 gone in Teams",
	"unread-group":     "25 approver routing past what the directory does not tell",
	"porting":          "28 only what is free is picked, 71 found in Teams",
	"refused-free":     "49 a number that Teams refuses though it is free",
	"location":         "14 emergency location",
	"location-needed":  "14 emergency location: missing is refused, or pointed out",
	"propose":          "4 ranges proposed from the tenant",
	"stock":            "12 per provider, 18 free, used and next, 19 low stock",
	"search":           "12 a filter per provider, 15 found and counted by tag",
	"services":         "13 capability, 83 services",
	"afterwards":       "61 the person reads the number as it is written there, what happens next and whom to ask",
	"services-assign":  "13 a service gets numbers for services alone, 52 release, 53 a service's number is changed safely, 59 resource accounts shown and given numbers, 83 services",
	"services-rules":   "13 capability, 59 what is missing of each, 83 services that no rule for people touches",
	"services-change":  "49 reasons told apart, 53 a service's old number is put back, and one that is left without is loud, 59 resource accounts changed",
	"services-release": "52 release with a question, 59 resource accounts taken from, and nothing from another one",
	"services-reserve": "8 reserved for a service, there or not yet, 13 capability, 28 what is reserved comes first",
	"services-by-hand": "59 the line for PowerShell where Graph promises nothing",
	"services-bot":     "49 reasons told apart, 59 a bot's own application id: the known limit",
	"waits-for":        "13 capability, 33 it waits and goes on, 38 rules",
	"waits-rule":       "33 it waits and goes on, 38 rules",
	"waits-since":      "33 it waits and goes on, 38 rules",
	"import":           "16 a plan with line numbers, all or nothing, again is a no-op, 20 numbers with an extension, 88 roles",
	"export":           "17 export by consent, neutralised formulas, 88 roles",
	"german":           "100 languages",
	"expired":          "32 hold ends at its own time",
	"deliveries":       "24 who was asked, 25 an approver out of reach, 50 retry, 61 the person is told, or it is known why not",
	"status":           "25 each hop with its cause, 44 status with times, why it waits, and the reason of a failure",
	"observe":          "67 plan without change, 87 read permissions alone",
	"on-behalf":        "41 on behalf of somebody else, both stored, 42 withdrawn by either, 61 both are told",
	"behalf-heard":     "24 approval: whoever asked reads the reason, 25 reminded by whoever asked, 44 status of each, 41 on behalf of somebody else, 100 languages",
	"on-behalf-attack": "41 only where the policy lets, 24 neither decides, 92 refused tries in the audit",
	"delegate":         "24 approval under both names, 25 an approver who is away, 44 who it waits for, 92 both names in the audit",
	"delegate-attack":  "24 nobody decides on an own request, 27 an old card, 92 refused tries in the audit",
	"hand":             "24 approval by somebody else, 25 stuck requests handed over, 92 both names in the audit",
	"hand-late":        "25 a reminder to whom it was handed",
	"deny-reasons":     "24 approval: a reason for every denial, stored, 61 the person is told why, 100 languages",
	"approvals":        "24 approval, 27 a card redrawn with the final state, 61 the person is told",
	"cost":             "19 low stock, 24 approval: what it costs and what is left",
	"away":             "25 an approver who is away is asked, and so is the next, 44 until when he is away",
	"away-delegate":    "24 a delegate of one who is away, 25 nobody is passed by who is stood in for",
	"own-hours":        "25 a reminder after the approver's own working hours",
	"mailbox-shut":     "25 approver routing without the permission to know who is away, 87 the least permissions",
	"mailbox-none":     "25 approver routing without a mailbox",
	"delegate-gone":    "25 a delegate who cannot decide any more, with the cause",
	"delegate-unmet":   "25 a delegate or an approver out of reach",
	"reminded":         "25 reminder after working hours, once after downtime",
	"escalated":        "25 escalation after working hours, once after downtime, with its cause",
	"remind":           "25 reminder by the requester, 44 status",
	"list":             "40 a list of people, one approval, a result for each line, again asks for nobody twice",
	"list-waits":       "33 those who wait go on, 40 nobody on the list decides, a result for each, 42 cancel, 92 refused tries in the audit",
	"list-reminded":    "25 reminder of what stands on a list, 41 on behalf of somebody else in a row",
	"own-words":        "24 approval with a button, 88 roles",
	"withdrawn":        "25 handed over, with its cause, 42 withdrawn by an admin or the other, 61 the person is told",
	"approver-groups":  "24 n of a group approve, 25 approver routing",
	"named-group":      "24 one denial ends it, 25 approver routing by a group, 27 an old card",
	"left-out":         "24 who cannot decide does not count, 25 approver routing, each hop with its cause",
	"voice-drift":      "47 what Teams shows afterwards, 69 found by a complete read, and nothing is taken",
	"persona":          "14 emergency location, 30 only ranges that serve, 55 voice routing policy, 56 dial plan, 57 caller ID policy, 58 the thirteen items, and no number where none is needed",
	"policy-open":      "55 policy open, retried and visible, 56 dial plan missing, 57 several policies for a department refused with the list, 58 unknown policies",
	"policy-there":     "55 granted already, or open when the number is released, 56 dial plan",
	"policy-unread":    "55 granted without a read, 56 dial plan",
	"business-phone":   "60 number written to the directory of cloud users, with what was there",
	"adopted":          "28 only what is free is picked, 60 a number that the directory shows already, and why another one is not taken",
	"onboard-observe":  "67 plan without change, 58 people of a persona's group",
	"onboard":          "24 approval as if they had asked, 27 denied is not asked again, 58 people of a persona's group",
	"list-cancel":      "40 a list of people, 42 cancel what is left of it",
	"location-persona": "14 emergency location of a persona",
	"voice-off":        "55 policy open, 93 each cause its sentence",
	"approvals-lost":   "25 an approver out of reach, in a list",
}

// proven says which acceptance lines other tests show, by the name of the test.
var proven = map[string]string{
	"TestKilledAnywhere":   "1 old or new after a crash",
	"command line: import": "15 tags and comments in a file, 16 all or nothing with line numbers, 20 related to its base number",
	"command line: export": "17 a round trip to the same inventory",
	"command line: audit":  "21 history per number",
	"command line: backup": "22 backup and restore",
	"TestCrowd":            "10 two hundred at once",
	"command line: check":  "58 unknown policies and hyphens with their line",
}

// promised are the acceptance lines that must be shown by something: the inventory, how a number is picked, how requests
// are approved, and what goes with a number.
func promised() []string {
	var lines []string
	for from, to := range map[int]int{1: 42, 44: 61, 83: 83} {
		for n := from; n <= to; n++ {
			lines = append(lines, strconv.Itoa(n))
		}
	}
	return lines
}

func TestEveryPromisedLineIsShown(t *testing.T) {
	shown := map[string]bool{}
	for _, words := range slices.Concat(slices.Collect(maps.Values(shows)), slices.Collect(maps.Values(proven))) {
		for line := range strings.SplitSeq(words, ", ") {
			number, _, _ := strings.Cut(line, " ")
			shown[number] = true
		}
	}
	for _, line := range promised() {
		if !shown[line] {
			t.Errorf("nothing shows acceptance line %s", line)
		}
	}
	source, err := os.ReadFile("../../cmd/numberdesk/main_test.go")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		more, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source = append(source, more...)
	}
	for test := range proven {
		script, isScript := strings.CutPrefix(test, "command line: ")
		if isScript {
			if _, err := os.Stat("../../cmd/numberdesk/testdata/" + script + ".txt"); err != nil {
				t.Errorf("there is no story %s of the command line", script)
			}
		} else if !strings.Contains(string(source), "func "+test+"(") {
			t.Errorf("there is no %s", test)
		}
	}
}

func TestEveryTranscriptSaysWhatItShows(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		there[name] = true
		if shows[name] == "" {
			t.Errorf("%s shows no acceptance line", name)
		}
	}
	for name := range shows {
		if !there[name] {
			t.Errorf("there is no transcript %s", name)
		}
	}
}
