package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/numberdesk/numberdesk/internal/desk"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// SocketPath is where the command line finds a running desk: beside the store file, for its owner alone.
func SocketPath(c Config) string { return c.Store.Path + ".sock" }

// maxInput is how large a file may be that comes with a command: what a spreadsheet may have.
const maxInput = 256 << 20

// words is a command on its way to a running desk. Its file follows as it is.
type words struct {
	Words []string `json:"words"`
	// Progress asks to be told how far the command has come.
	Progress bool `json:"progress,omitempty"`
	// TextOnly leaves the JSON out, which may be much longer than the text.
	TextOnly bool `json:"textOnly,omitempty"`

	input []byte
	tell  func(desk.Progress)
}

// Printed is a command's answer as the command line prints it.
type Printed struct {
	Text string          `json:"text"`
	JSON json.RawMessage `json:"json"`
	// Refused ends the command line with 1.
	Refused bool `json:"refused,omitempty"`
	// File is what an export made.
	File []byte `json:"file,omitempty"`
	// Progress is set in what comes before the answer.
	Progress *desk.Progress `json:"progress,omitempty"`
}

// socket listens beside the store. The store is locked by us, so a socket left there is nobody's.
func (s *Server) socket() (net.Listener, error) {
	path := SocketPath(s.c)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	old := syscall.Umask(0o177)
	defer syscall.Umask(old)
	return net.Listen("unix", path)
}

// command answers the command line: with how far it has come, if that is asked for, and then with the answer.
func (s *Server) command(w http.ResponseWriter, r *http.Request) {
	var in words
	body := http.MaxBytesReader(w, r.Body, maxInput+1<<20)
	decoder := json.NewDecoder(body)
	err := decoder.Decode(&in)
	if err == nil {
		in.input, err = io.ReadAll(io.MultiReader(decoder.Buffered(), body))
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	ctx, answer := r.Context(), json.NewEncoder(w)
	if in.Progress {
		var last time.Time
		ctx = desk.WithProgress(ctx, func(p desk.Progress) {
			if time.Since(last) >= progressEvery {
				last = time.Now()
				answer.Encode(Printed{Progress: &p})
				http.NewResponseController(w).Flush()
			}
		})
	}
	said, err := s.Desk.Do(ctx, in.Words, bytes.TrimPrefix(in.input, []byte("\n")))
	answer.Encode(printed(said, err, in.TextOnly))
}

// progressEvery is how often who waits is told how far a command has come.
const progressEvery = 200 * time.Millisecond

// Print runs a command and prints its answer.
func (s *Server) Print(ctx context.Context, words []string, input []byte) Printed {
	answer, err := s.Desk.Do(ctx, words, input)
	return printed(answer, err, false)
}

func printed(answer desk.Answer, err error, textOnly bool) Printed {
	if err != nil {
		raw, _ := json.Marshal(map[string]string{"error": problem.Say(err).String(), "kind": string(problem.KindOf(err))})
		return Printed{Text: problem.Say(err).String() + "\n", JSON: raw, Refused: true}
	}
	if textOnly {
		return Printed{Text: text(answer), Refused: answer.Refused, File: answer.File}
	}
	raw, err := json.Marshal(answer.JSON)
	if err != nil {
		return Printed{Text: err.Error() + "\n", JSON: json.RawMessage("{}"), Refused: true}
	}
	return Printed{Text: text(answer), JSON: raw, Refused: answer.Refused, File: answer.File}
}

// terminal is a sentence as the command line prints it: in English, with times where the machine is.
func terminal(s say.Sentence) string { return s.Plain(say.English, time.Local) }

// text is an answer for a terminal.
func text(a desk.Answer) string {
	var out bytes.Buffer
	fmt.Fprintln(&out, a.Title)
	for _, line := range a.Lines {
		fmt.Fprintln(&out, terminal(line))
	}
	if len(a.Table.Rows) > 0 {
		fmt.Fprintln(&out)
		var table strings.Builder
		w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
		var head []string
		for _, c := range a.Table.Columns {
			head = append(head, strings.ToUpper(c.Title.String()))
		}
		fmt.Fprintln(w, strings.Join(head, "\t"))
		for _, row := range a.Table.Rows {
			cells := make([]string, len(row))
			for i, cell := range row {
				cells[i] = terminal(cell)
			}
			fmt.Fprintln(w, strings.Join(cells, "\t"))
		}
		w.Flush()
		for line := range strings.Lines(table.String()) { // an empty cell at the end is one for the columns, and no spaces
			fmt.Fprintln(&out, strings.TrimRight(line, " \n"))
		}
		fmt.Fprintln(&out)
	}
	for _, line := range []say.Sentence{a.More, a.Next} {
		if !line.IsZero() {
			fmt.Fprintln(&out, terminal(line))
		}
	}
	return out.String()
}

// Command runs a command for the command line: by the desk that runs on the store, or else on the store
// itself, and then what it owes is done before it returns, within a minute and a half, and the answer tells
// how it went. How far a long one has come is told as by [desk.WithProgress].
func Command(ctx context.Context, c Config, o Options, args []string, input []byte) (Printed, error) {
	tell := desk.ProgressOf(ctx)
	if p, running, err := ask(ctx, c, words{Words: args, Progress: tell != nil, TextOnly: o.TextOnly, input: input, tell: tell}); running {
		return p, err
	}
	if _, err := os.Stat(c.Store.Path); errors.Is(err, os.ErrNotExist) && args[0] != "ranges" && args[0] != "import" {
		return Printed{}, problem.New(problem.NotFound, "There is no store %s yet. Name your configuration with --config, or begin with ranges add or import.", c.Store.Path)
	}
	s, err := New(c, o)
	if err != nil {
		return Printed{}, err
	}
	defer s.Close()
	answer, err := s.Desk.Do(ctx, args, input)
	if owed, _ := s.Desk.Owed(); owed == 0 {
		return printed(answer, err, o.TextOnly), nil
	}
	settled, err := s.settle(ctx)
	if err != nil {
		return Printed{}, err
	}
	p := printed(answer, nil, o.TextOnly)
	if answer.Ordered != "" {
		outcome, err := s.Desk.Outcome(context.WithoutCancel(ctx), answer.Ordered)
		how := printed(outcome, err, o.TextOnly)
		p = Printed{Text: p.Text + "\n" + how.Text, JSON: how.JSON, Refused: how.Refused}
	}
	if !settled {
		p.Text += "Not all of it is done yet; the desk goes on with it when it runs.\n"
		p.Refused = true
	}
	return p, nil
}

// settle performs what is owed, and reports whether all that was due is done.
func (s *Server) settle(ctx context.Context) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, 90*time.Second)
	defer cancel()
	worked := make(chan error, 1)
	go func() { worked <- s.Desk.Run(ctx) }()
	settled := s.Desk.Settled(ctx) == nil
	cancel()
	return settled, <-worked
}

// ask sends a command to the desk that runs on the store. running is false when none does.
func ask(ctx context.Context, c Config, in words) (p Printed, running bool, err error) {
	client := &http.Client{Timeout: commandTime, Transport: &http.Transport{
		DisableKeepAlives: true, // one question, and then the desk may stop
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", SocketPath(c))
		},
	}}
	body, err := json.Marshal(in)
	if err != nil {
		return p, true, err
	}
	body = append(body, '\n')
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://numberdesk/command", io.MultiReader(bytes.NewReader(body), bytes.NewReader(in.input)))
	if err != nil {
		return p, true, err
	}
	response, err := client.Do(request)
	if err != nil {
		var dial *net.OpError
		return p, !errors.As(err, &dial) || dial.Op != "dial", err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(response.Body, 4096))
		return p, true, fmt.Errorf("the running desk answered %s: %s", response.Status, text)
	}
	for answer := json.NewDecoder(response.Body); ; {
		p = Printed{}
		if err := answer.Decode(&p); err != nil || p.Progress == nil {
			return p, true, err
		}
		in.tell(*p.Progress)
	}
}
