package sim

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/contract"
)

// conforming passes requests on, and checks every exchange with Graph against the contract.
func conforming(t testing.TB, next http.RoundTripper) http.RoundTripper {
	graph, err := contract.Graph()
	if err != nil {
		t.Fatal(err)
	}
	return contract.Transport{Contract: graph, Prefix: "/v1.0", Next: next, Wrong: t.Errorf}
}

// recorded is one exchange of the Go SDK with a server, as it went over the wire.
type recorded struct {
	Method, URI string
	Header      http.Header
	Raw         string // base64, perhaps gzip
	Body        string
}

func TestWhatTheSDKSendsIsUnderstood(t *testing.T) {
	bubble(t, func(t *testing.T) {
		tenant, c := begin(t, func(tenant *Tenant) {
			tenant.Permissions = append(tenant.Permissions, "TeamsPolicyUserAssign.ReadWrite.All")
			tenant.upload(NumberRange{First: "+12061234567", Last: "+12061234567", Type: "callingPlan", Country: "CH"})
			tenant.people["adele"].plans["MCOPSTN1"] = "Enabled"
		})
		source := open(t, "testdata/graph-wire.json")
		// The recording's ids are another tenant's.
		source = strings.NewReplacer("94ec379d-30a2-4cdb-a377-75e42f7a61e5", tenant.IDOf("adele"), "no-manager", tenant.IDOf("grady"),
			"dGVuYW50fCsxMjA2MTIzNDU2Nw", numberID(tenant.World.TenantID, "+12061234567")).Replace(source)
		var wire []recorded
		if err := json.Unmarshal([]byte(source), &wire); err != nil {
			t.Fatal(err)
		}
		location := ""
		var got []int
		for _, r := range wire {
			if strings.Contains(r.URI, "/operations") {
				_, path, _ := strings.Cut(location, "/v1.0")
				r.URI = "/v1.0" + path
			}
			body, err := base64.StdEncoding.DecodeString(r.Raw)
			if err != nil {
				t.Fatal(err)
			}
			if r.Method == "POST" && r.Body != "" { // the ids in it were replaced, so it is packed again
				body = zipped(t, strings.ReplaceAll(r.Body, "VnMAaN3X2X1B9tEHx1CJWfC76PSaKEzA4NoUuqIMRUo", policyID("OnlineVoiceRoutingPolicy", "UK VRP", 1)))
			}
			request, err := http.NewRequest(r.Method, "https://graph.microsoft.com"+r.URI, bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			request.Header = r.Header.Clone()
			request.Header.Del("Content-Length")
			request.Header.Del("Accept-Encoding")
			request.Header.Set("Authorization", "Bearer "+c.graph)
			response, err := c.http.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			got = append(got, response.StatusCode)
			if l := response.Header.Get("Location"); strings.Contains(l, "operations") {
				location = l
			}
		}
		// getPolicyId without a type is the SDK's own mistake. The delta tokens and the app of the recording are not ours.
		want := []int{200, 200, 200, 202, 200, 200, 200, 202, 200, 200, 200, 404, 200, 200, 410, 410, 200, 204, 400, 200, 200, 404, 200, 404}
		if !slices.Equal(got, want) {
			t.Errorf("statuses are\n%v, want\n%v", got, want)
			for i := range wire {
				if got[i] != want[i] {
					t.Logf("%s %s", wire[i].Method, wire[i].URI)
				}
			}
		}
		if v := tenant.Violations(); len(v) != 1 {
			t.Errorf("the only violation should be the policy id: %q", v)
		}
	})
}

func zipped(t *testing.T, s string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if _, err := io.WriteString(z, s); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
