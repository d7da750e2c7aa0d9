package main

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"numberdesk": func() { os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) },
		// asked is the program with somebody who is asked, and answers on standard input.
		"asked": func() { os.Exit((&program{in: os.Stdin, out: os.Stdout, err: os.Stderr, asks: true}).run(os.Args[1:])) },
	})
}

// TestStories plays the command line as its users type it. Each story has a simulated Microsoft of its own
// on loopback TLS, and a configuration for it in NUMBERDESK_CONFIG.
func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata", Setup: open, RequireUniqueNames: true, RequireExplicitExec: true, Deadline: time.Now().Add(5 * time.Minute),
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "halt": halt,
			"world": world, "journal": journal, "teams": holder,
			"ready": ready, "http": web, "say": say, "forge": forge,
		},
	})
}

// exits runs a program and holds its exit code: exits 2 numberdesk numbers --bogus.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARGS]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		failed, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = failed.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// signals are those a story may send.
var signals = map[string]syscall.Signal{"TERM": syscall.SIGTERM, "KILL": syscall.SIGKILL}

// halt signals every program in the background and waits until they have ended: halt TERM 5s.
func halt(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 2 || signals[args[0]] == 0 {
		ts.Fatalf("usage: halt TERM|KILL WITHIN")
	}
	within, err := time.ParseDuration(args[1])
	ts.Check(err)
	for _, cmd := range ts.BackgroundCmds() {
		ts.Check(cmd.Process.Signal(signals[args[0]]))
		await(ts, within, func() bool { return errors.Is(cmd.Process.Signal(syscall.Signal(0)), os.ErrProcessDone) })
	}
}

// await looks at a condition until it holds.
func await(ts *testscript.TestScript, within time.Duration, holds func() bool) {
	for end := time.Now().Add(within); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			ts.Fatalf("not within %s", within)
		}
	}
}
