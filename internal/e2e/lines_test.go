package e2e

import (
	"path/filepath"
	"strings"
	"testing"
)

// shows says which acceptance lines each transcript shows, by their numbers and in a word or two.
var shows = map[string]string{
	"request":         "21 history per number, 23 self-service, 24 approval, 28 lowest free, 34 has a number already, 44 status, 45 assigned through Graph, 46 asynchronous result, 47 read back, 61 the person is told",
	"denied":          "24 approval, 27 closed request, 32 hold ends with the decision",
	"no-licence":      "35 licence by service plan",
	"no-manager":      "25 approver routing",
	"used-up":         "9 rest after release, 33 exhausted range, 52 release, 71 adopted",
	"double-click":    "26 double click, 46 asynchronous result",
	"stranger":        "24 approval by the approver alone, 27 closed request, 92 refused tries in the audit",
	"cancel":          "32 hold ends with the request, 42 cancel",
	"forged":          "91 inbound authenticity",
	"delicensed":      "9 rest after release, 52 release, 78 delicensed",
	"licence-back":    "78 licence exchanged within the grace",
	"disabled":        "75 disabled keeps, 76 enabled again, 77 deleted, restored, gone",
	"admin-only":      "88 roles, 92 refused tries in the audit",
	"drift":           "67 plan without change, 69 gone in Teams, 71 found in Teams, 86 drift report",
	"incomplete":      "65 read failure, 93 each cause its sentence",
	"brake":           "66 mass-change brake",
	"throttled":       "48 unknown outcome, 49 reasons told apart, 50 retry",
	"settled-outside": "68 requested and given outside, 71 found in Teams",
	"taken":           "29 a wanted number, 73 two owners",
	"unreachable":     "25 approver routing",
	"never-wrote":     "25 approver routing, 24 approval",
	"app-forbidden":   "25 approver routing",
	"uninstalled":     "25 approver routing",
	"nobody-there":    "25 approver routing, 42 cancel",
	"chat-removed":    "24 approval, 61 the person is told",
	"german":          "100 languages",
	"expired":         "32 hold ends at its own time",
	"observe":         "67 plan without change, 87 read permissions alone",
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
