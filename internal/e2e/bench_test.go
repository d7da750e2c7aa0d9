package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	"github.com/numberdesk/numberdesk/internal/activity"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/server"
	"github.com/numberdesk/numberdesk/internal/sim"
	"github.com/numberdesk/numberdesk/internal/store"
)

// counter is a desk over loopback HTTP, with a connector beside it that takes every message at once. The check that an
// activity is Microsoft's word is on, as ever; only the pace that Teams asks for is lifted.
type counter struct {
	b       *testing.B
	tenant  *sim.Tenant
	client  *http.Client
	url     string
	bareURL string
	token   string
	service string
	next    atomic.Int64
}

// openCounter starts the desk on a store with so many requests that wait for megan.
func openCounter(b *testing.B, requests int) *counter {
	b.Helper()
	c := &counter{b: b, tenant: sim.New(sim.Sample()), client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}}
	b.Cleanup(c.tenant.Close)
	base, authority, err := c.tenant.Listen("127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	connector := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, `{"id":"1"}`)
	}))
	b.Cleanup(connector.Close)
	c.service = connector.URL + "/teams/"
	c.tenant.ServiceURL = c.service
	c.token = "Bearer " + c.tenant.Sign(sim.Forgery{})

	folder := b.TempDir()
	config := configFor(c.tenant.World, base, folder)
	config.Endpoints.ConnectorHosts = []string{strings.TrimPrefix(connector.URL, "https://")}
	config.Endpoints.CAFile = filepath.Join(folder, "ca.pem")
	both := append(authority, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: connector.Certificate().Raw})...)
	if err := os.WriteFile(config.Endpoints.CAFile, both, 0o600); err != nil {
		b.Fatal(err)
	}
	c.fill(config.Store.Path, requests)
	s, err := server.New(config, server.Options{Unpaced: true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	desk := httptest.NewServer(s.Handler())
	b.Cleanup(desk.Close)
	c.url = desk.URL + "/api/messages"

	// The bare handler decodes, posts one reply over the same kind of connection, and returns.
	transport := connector.Client().Transport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 32
	replies := &http.Client{Transport: transport}
	bare := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var in map[string]any
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		reply, err := json.Marshal(map[string]any{"type": "message", "text": in["text"], "conversation": in["conversation"], "recipient": in["from"]})
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		out, err := replies.Post(c.service+"v3/conversations/a/activities", "application/json", bytes.NewReader(reply))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer out.Body.Close()
		io.Copy(io.Discard, out.Body)
	}))
	b.Cleanup(bare.Close)
	c.bareURL = bare.URL
	return c
}

// fill writes a store as a desk leaves it in which so many people wait for megan's word, adele among them.
func (c *counter) fill(path string, requests int) {
	c.b.Helper()
	db, err := store.Open(path)
	if err != nil {
		c.b.Fatal(err)
	}
	now := time.Now().UTC()
	megan := person.ID(c.tenant.IDOf("megan"))
	r := inventory.Range{Name: "zurich", Country: "CH", Site: "Zurich", Type: inventory.DirectRouting, First: "+41440000000", Last: phone.Number(fmt.Sprintf("+4144%07d", requests)), Order: 10}
	err = db.Update(c.b.Context(), func(tx store.Tx) error {
		if err := store.PutRange(tx, r); err != nil {
			return err
		}
		for i := range requests + 1 {
			who := person.ID(fmt.Sprintf("00000000-0000-0000-0000-%012d", i))
			if i == requests {
				who = person.ID(c.tenant.IDOf("adele"))
			}
			id, err := store.NewRequestID(tx)
			if err != nil {
				return err
			}
			n := r.Own(inventory.Number{Phone: phone.Number(fmt.Sprintf("+4144%07d", i)), State: inventory.Held, Holder: who, Request: string(id), Since: now})
			if err := store.PutNumber(tx, n, now); err != nil {
				return err
			}
			q, _, err := request.Request{ID: id, Kind: request.New, For: who, By: who, Number: n.Phone, Site: "Zurich", Ranges: []string{"zurich"},
				Approvers: []person.ID{megan}, Reason: "New in the shop", Expires: now.Add(7 * 24 * time.Hour)}.Apply(request.Submit, now)
			if err != nil {
				return err
			}
			if err := store.PutRequest(tx, q); err != nil {
				return err
			}
			if err := store.PutPerson(tx, who, store.Name{Name: fmt.Sprint("Person ", i)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = db.Close()
	}
	if err != nil {
		c.b.Fatal(err)
	}
}

// activity is one as Teams sends it, with an id of its own.
func (c *counter) activity(who, kind string, more map[string]any) []byte {
	id := c.tenant.IDOf(who)
	v := map[string]any{
		"type": kind, "id": fmt.Sprint("bench-", c.next.Add(1)), "timestamp": "2026-11-21T09:00:00.000Z", "serviceUrl": c.service, "channelId": "msteams", "locale": "en-US",
		"from":         map[string]any{"id": "29:" + who, "name": who, "aadObjectId": id},
		"conversation": map[string]any{"conversationType": "personal", "tenantId": c.tenant.World.TenantID, "id": "a:" + who},
		"recipient":    map[string]any{"id": "28:" + c.tenant.World.AppID, "name": "numberdesk"},
		"entities":     []any{map[string]any{"type": "clientInfo", "locale": "en-US", "country": "US", "platform": "Web", "timezone": "Europe/Berlin"}},
		"channelData":  map[string]any{"tenant": map[string]any{"id": c.tenant.World.TenantID}},
	}
	for k, value := range more {
		v[k] = value
	}
	raw, err := json.Marshal(v)
	if err != nil {
		c.b.Fatal(err)
	}
	return raw
}

// post sends a body and holds that it was taken; it returns what was answered.
func (c *counter) post(url string, body []byte) string {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		c.b.Error(err)
		return ""
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("Authorization", c.token)
	response, err := c.client.Do(r)
	if err != nil {
		c.b.Error(err)
		return ""
	}
	defer response.Body.Close()
	answer, _ := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusOK {
		c.b.Errorf("got %d: %s", response.StatusCode, answer)
	}
	return string(answer)
}

// together does something n times, several at once, and says how long all took and each.
func together(n int, do func(i int)) (all time.Duration, each []time.Duration) {
	const hands = 8
	each = make([]time.Duration, n)
	var next atomic.Int64
	var wg sync.WaitGroup
	began := time.Now()
	for range hands {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				start := time.Now()
				do(i)
				each[i] = time.Since(start)
			}
		})
	}
	wg.Wait()
	return time.Since(began), each
}

// race does two things in turns, so that whatever else the machine does is done to both, and reports how they compare:
// rate is how many times as often the first is done in a second, p99 how many times as long its slowest take.
func race(b *testing.B, round int, first, other func(i int)) {
	var took, otherTook time.Duration
	var each, otherEach []time.Duration
	rounds := 0
	for b.Loop() {
		all, some := together(round, func(i int) { first(rounds*round + i) })
		took, each = took+all, append(each, some...)
		all, some = together(round, func(i int) { other(rounds*round + i) })
		otherTook, otherEach = otherTook+all, append(otherEach, some...)
		rounds++
	}
	p99 := func(each []time.Duration) time.Duration {
		slices.Sort(each)
		return each[len(each)*99/100]
	}
	n := float64(rounds * round)
	b.ReportMetric(otherTook.Seconds()/took.Seconds(), "rate-x")
	b.ReportMetric(p99(each).Seconds()/p99(otherEach).Seconds(), "p99-x")
	b.ReportMetric(n/took.Seconds(), "ours/s")
	b.ReportMetric(n/otherTook.Seconds(), "bare/s")
	b.ReportMetric(float64(p99(each).Microseconds())/1000, "p99-ms")
	b.ReportMetric(0, "ns/op")
}

// BenchmarkStatus is a turn that reads beside a handler that only decodes, posts a reply and returns.
func BenchmarkStatus(b *testing.B) {
	c := openCounter(b, 1000)
	c.post(c.url, c.activity("adele", activity.TypeMessage, map[string]any{"text": "status"})) // she is met, keys and tokens are fetched
	race(b, 400,
		func(int) { c.post(c.url, c.activity("adele", activity.TypeMessage, map[string]any{"text": "status"})) },
		func(int) {
			c.post(c.bareURL, c.activity("adele", activity.TypeMessage, map[string]any{"text": "status"}))
		})
}

// BenchmarkApprove is a click that writes state, audit, effects and its answer, beside bare durable puts into bbolt.
func BenchmarkApprove(b *testing.B) {
	const round, most = 100, 10_000
	c := openCounter(b, most)
	db, err := bbolt.Open(filepath.Join(b.TempDir(), "bare.db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	click := func(i int) string {
		return c.post(c.url, c.activity("megan", activity.TypeInvoke, map[string]any{"name": activity.NameCardAction, "replyToId": fmt.Sprint("card-", i),
			"value": map[string]any{"action": map[string]any{"type": "Action.Execute", "verb": "approve", "data": map[string]any{"request": fmt.Sprint("R-", i+1)}}, "trigger": "manual"}}))
	}
	click(most - 1)
	race(b, round,
		func(i int) {
			if answer := click(i); !strings.Contains(answer, "Approved by") {
				b.Errorf("request %d: %s", i, answer)
			}
		},
		func(i int) {
			err := db.Update(func(tx *bbolt.Tx) error {
				bucket, err := tx.CreateBucketIfNotExists([]byte("bare"))
				if err != nil {
					return err
				}
				return bucket.Put([]byte(fmt.Sprintf("%016x", i)), make([]byte, 200))
			})
			if err != nil {
				b.Error(err)
			}
		})
}
