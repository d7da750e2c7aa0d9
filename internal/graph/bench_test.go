package graph_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/internal/graph"
	"github.com/numberdesk/numberdesk/internal/inventory"
)

// BenchmarkAssignments reads a page of a thousand numbers over TLS: as the desk does, and as bare net/http and
// encoding/json do into the same properties.
func BenchmarkAssignments(b *testing.B) {
	body := strings.ReplaceAll(entries(0, 1000, ""), `"assignmentStatus"`,
		`"operatorId":"0019adbc-b82a-47b4-a799-4e993a9982f1","capabilities":["userAssignment"],"locationId":null,"civicAddressId":null,"networkSiteId":null,`+
			`"assignmentTargetId":"`+adele+`","portInStatus":null,"isoCountryCode":"CH","city":"Zurich","numberSource":"online","assignmentStatus"`)
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.RawQuery, "skip") {
			io.WriteString(w, `{"value":[]}`)
			return
		}
		io.WriteString(w, body)
	}))
	defer server.Close()
	b.Run("desk", func(b *testing.B) {
		c, err := graph.New(graph.Options{BaseURL: server.URL, HTTP: server.Client().Transport, Token: token})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			count := 0
			if err := c.Assignments(b.Context(), func(some []inventory.Assignment) error { count += len(some); return nil }); err != nil || count != 1000 {
				b.Fatal(count, err)
			}
		}
	})
	b.Run("bare", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			for _, query := range []string{"?$top=1000", "?$top=1000&$skip=1000"} {
				response, err := server.Client().Get(server.URL + query)
				if err != nil {
					b.Fatal(err)
				}
				var page struct {
					Value []struct {
						TelephoneNumber, NumberType, ActivationState, AssignmentStatus, AssignmentTargetID string
						AssignmentCategory, IsoCountryCode, City, NumberSource, PortInStatus               string
						Capabilities                                                                       []string
					}
				}
				err = json.NewDecoder(response.Body).Decode(&page)
				response.Body.Close()
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
