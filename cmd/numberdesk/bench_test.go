package main

import (
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/numberdesk/numberdesk/internal/sim"
)

// What a process has in memory, and how much of it is its own: the rest are pages of the program's file.
var (
	resident = regexp.MustCompile(`VmRSS:\s+(\d+) kB`)
	private  = regexp.MustCompile(`RssAnon:\s+(\d+) kB`)
)

// BenchmarkStart is from the start of the process to ready, with 100,000 numbers, and what it keeps in memory when it
// has nothing to do.
func BenchmarkStart(b *testing.B) {
	tenant := sim.New(sim.Sample())
	defer tenant.Close()
	base, authority, err := tenant.Listen("127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	port, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	listen := port.Addr().String()
	port.Close()
	folder := b.TempDir()
	for name, text := range map[string]string{
		"numberdesk.yaml": fmt.Sprintf(configuration, listen, tenant.World.AppID, tenant.World.TenantID, base, strings.TrimPrefix(base, "https://"), tenant.IDOf("alex")),
		"client-secret":   tenant.World.Secret, "ca.pem": string(authority),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	product := filepath.Join(folder, "numberdesk")
	if out, err := exec.Command("go", "build", "-o", product, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	desk := func(args ...string) *exec.Cmd {
		cmd := exec.Command(product, append(args, "--config", "numberdesk.yaml")...)
		cmd.Dir = folder
		return cmd
	}
	if out, err := desk("ranges", "add", "--name", "zurich", "--country", "CH", "--site", "Zurich", "--first", "+41440000000", "--last", "+41440099999").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	var took []time.Duration
	var memory, own []int
	for b.Loop() {
		began := time.Now()
		cmd := desk("serve")
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		for ready := false; !ready; {
			if time.Since(began) > time.Minute {
				b.Fatal("never ready")
			}
			if r, err := http.Get("http://" + listen + "/readyz"); err == nil {
				r.Body.Close()
				ready = r.StatusCode == http.StatusOK
			}
			time.Sleep(time.Millisecond)
		}
		took = append(took, time.Since(began))
		time.Sleep(time.Second) // idle
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
		if err != nil {
			b.Fatal(err)
		}
		memory, own = append(memory, kilobytes(b, resident, status)), append(own, kilobytes(b, private, status))
		cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			b.Fatal(err)
		}
	}
	slices.Sort(took)
	slices.Sort(memory)
	slices.Sort(own)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "ready-p50-ms")
	b.ReportMetric(float64(took[len(took)-1].Milliseconds()), "ready-max-ms")
	b.ReportMetric(float64(memory[len(memory)/2])/1024, "idle-MB")
	b.ReportMetric(float64(own[len(own)/2])/1024, "own-MB")
}

func kilobytes(b *testing.B, which *regexp.Regexp, status []byte) int {
	b.Helper()
	m := which.FindSubmatch(status)
	if m == nil {
		b.Fatalf("%s is not in %s", which, status)
	}
	kb, _ := strconv.Atoi(string(m[1]))
	return kb
}
