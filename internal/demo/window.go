package demo

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// client is the command of Microsoft 365 Agents Playground below the folder its package was installed in.
const client = "node_modules/@microsoft/m365agentsplayground/cli.js"

// leash keeps a window on this machine, and ends it when this process is gone, however it went.
//
//go:embed leash.mjs
var leash []byte

// patience is how long a window may take to start, and farewell how long to end before it is killed.
const (
	patience = 60 * time.Second
	farewell = 3 * time.Second
)

// window is one person's Microsoft 365 Agents Playground: a process of its own, in a process group of its own.
type window struct {
	who     sim.User
	role    string
	address string // host:port of its page and of its connector
	process *exec.Cmd
	// ended is closed when the process is gone.
	ended chan struct{}
}

// gone is the problem of a window that ended by itself.
func (w *window) gone() error {
	return problem.New(problem.Internal, "The window of %s ended by itself; --verbose shows what it said.", w.who.Name)
}

// chat is the id of the person's personal chat in the window; no two windows have the same.
func (w *window) chat() string { return "a:1" + w.who.Key + "-personal" }

// shows tells whether a conversation is one of the window's.
func (w *window) shows(conversation string) bool {
	return slices.Contains([]string{w.chat(), w.group(), w.team(), w.channel()}, conversation)
}

func (w *window) group() string   { return "19:" + w.who.Key + "-group@thread.v2" }
func (w *window) team() string    { return "19:" + w.who.Key + "-team@thread.tacv2" }
func (w *window) channel() string { return "19:" + w.who.Key + "-announcements@thread.tacv2" }

// settings is the playground's configuration file, schema 0.1.1: the window's person, and exactly five others.
func (w *window) settings(world sim.World) ([]byte, error) {
	user := func(u sim.User) map[string]string {
		given, surname, _ := strings.Cut(u.Name, " ")
		// The playground answers a people picker with id, and Teams with the object id.
		return map[string]string{"id": u.ID, "name": u.Name, "userPrincipleName": u.UPN, "aadObjectId": u.ID,
			"givenName": given, "surname": surname, "email": u.UPN}
	}
	var others []map[string]string
	for _, u := range world.People {
		if u.Key != w.who.Key && u.Kind == "" && len(others) < 5 {
			others = append(others, user(u))
		}
	}
	return yaml.Marshal(map[string]any{
		"version": "0.1.1", "tenantId": world.TenantID,
		"bot":         map[string]string{"id": "28:" + world.AppID, "name": world.BotName},
		"currentUser": user(w.who), "users": others,
		"personalChat": map[string]string{"id": w.chat()},
		"groupChat":    map[string]string{"id": w.group(), "name": "Group chat"},
		"team": map[string]any{"id": w.team(), "name": "Contoso", "aadGroupId": world.Groups[0].ID,
			"channels": []map[string]string{{"id": w.channel(), "name": "Announcements"}}},
	})
}

// open starts the window's process on the port, or on any free one for 0, and waits until it serves. The window
// posts to messages and is told that its answers come from service. Its files are in folder.
func (w *window) open(ctx context.Context, log *slog.Logger, installed, folder string, world sim.World, port int, messages, service string) error {
	text, err := w.settings(world)
	if err != nil {
		return err
	}
	config := filepath.Join(folder, w.who.Key+".yml")
	if err := os.WriteFile(config, text, 0o600); err != nil {
		return err
	}
	preload := filepath.Join(folder, w.who.Key+".mjs")
	if err := os.WriteFile(preload, leash, 0o600); err != nil {
		return err
	}
	command, err := filepath.Abs(filepath.Join(installed, client))
	if err != nil {
		return err
	}
	w.process = exec.Command("node", "--import", preload, command, "start", "--app-endpoint", messages, "--service-url", service,
		"--channel-id", "msteams", "--port", strconv.Itoa(port), "--disable-telemetry")
	w.process.Dir = folder
	w.process.Env = append(os.Environ(), "M365_AGENTS_PLAYGROUND_CONFIG_PATH="+config, "TEAMSAPPTESTER_BROWSER=none",
		"M365_AGENTS_PLAYGROUND_LOGFILE="+filepath.Join(folder, w.who.Key+".log"), "TMPDIR="+folder,
		"NO_PROXY=localhost,127.0.0.1", "BOT_ENDPOINT="+messages)
	w.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	// What grandchildren may keep open must not keep us waiting.
	w.process.WaitDelay = farewell
	out, in := io.Pipe()
	w.process.Stdout, w.process.Stderr = in, in
	if _, err := w.process.StdinPipe(); err != nil {
		return err
	}
	if err := w.process.Start(); err != nil {
		return err
	}
	listening := make(chan string, 1)
	go listen(out, log.With("window", w.who.Key), listening)
	w.ended = make(chan struct{})
	go func() {
		defer close(w.ended)
		err := w.process.Wait()
		in.Close()
		log.Info("window ended", "window", w.who.Key, "how", err)
	}()
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case got := <-listening:
		if want := strconv.Itoa(port); port != 0 && got != want {
			return problem.New(problem.Conflict, "Port %s is in use. Choose another with --port.", want)
		}
		w.address = "127.0.0.1:" + got
		return nil
	case <-w.ended:
		return w.gone()
	case <-ctx.Done():
		return errors.Join(fmt.Errorf("the window of %s did not open", w.who.Name), ctx.Err())
	}
}

// listen logs what a window prints, and tells the port it names.
func listen(out io.Reader, log *slog.Logger, listening chan<- string) {
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if port, found := strings.CutPrefix(lines.Text(), "Listening on "); found {
			select {
			case listening <- port:
			default: // it says so twice
			}
		}
		log.Info(lines.Text())
	}
	io.Copy(io.Discard, out)
}

// close ends the process and whatever it started, and returns when they are gone.
func (w *window) close() error {
	if w.ended == nil {
		return nil
	}
	group := -w.process.Process.Pid
	syscall.Kill(group, syscall.SIGTERM)
	select {
	case <-w.ended:
	case <-time.After(farewell):
		syscall.Kill(group, syscall.SIGKILL)
		<-w.ended
	}
	// The process is gone; one that it started may not be.
	if err := syscall.Kill(group, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
		return err
	}
	return nil
}
