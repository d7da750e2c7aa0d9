package server_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/numberdesk/numberdesk/internal/server"
)

func TestDuration(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       time.Duration
		prints     string
	}{
		{"seconds", "30s", 30 * time.Second, "30s"},
		{"minutes", "90m", 90 * time.Minute, "1h30m0s"},
		{"hours that make a day", "24h", 24 * time.Hour, "1d"},
		{"days", "7d", 7 * 24 * time.Hour, "7d"},
		{"none", "0s", 0, "0s"},
		{"a century of days", "36500d", 36500 * 24 * time.Hour, "36500d"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := server.ParseDuration(c.text)
			if err != nil || time.Duration(got) != c.want || got.String() != c.prints {
				t.Fatalf("got %v, %v; want %v, printed %s", got, err, c.want, c.prints)
			}
			if again, err := server.ParseDuration(got.String()); err != nil || again != got {
				t.Errorf("what it prints is read as %v, %v", again, err)
			}
		})
	}
	for _, text := range []string{"", "soon", "7", "-7d", "-1h", "1.5d", "7D", "36501d", "99999999999999d", "1d12h"} {
		if got, err := server.ParseDuration(text); err == nil {
			t.Errorf("%q: got %v, want a refusal", text, got)
		}
	}
}

func TestASecretIsPrintedNowhere(t *testing.T) {
	c := server.Defaults()
	c.Bot.ClientSecret, c.Graph.ClientSecret = "geheim", "geheim"
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	asYAML, err := yaml.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var text, structured bytes.Buffer
	for _, log := range []*slog.Logger{slog.New(slog.NewTextHandler(&text, nil)), slog.New(slog.NewJSONHandler(&structured, nil))} {
		log.Info("started", "secret", c.Bot.ClientSecret, "config", c, "bot", &c.Bot)
	}
	for name, printed := range map[string]string{
		"%v": fmt.Sprintf("%v", c), "%+v": fmt.Sprintf("%+v", c), "%#v": fmt.Sprintf("%#v", c), "%s": fmt.Sprintf("%s", c.Bot.ClientSecret),
		"%q": fmt.Sprintf("%q", c.Bot.ClientSecret), "%x": fmt.Sprintf("%x", c.Bot.ClientSecret), "a pointer": fmt.Sprintf("%+v", &c.Bot),
		"JSON": string(asJSON), "YAML": string(asYAML), "slog text": text.String(), "slog JSON": structured.String(),
	} {
		if strings.Contains(printed, "geheim") || strings.Contains(printed, "67656865696d") {
			t.Errorf("%s prints the secret: %s", name, printed)
		}
		if name != "%x" && !strings.Contains(printed, "***") {
			t.Errorf("%s does not show that there is a secret: %s", name, printed)
		}
	}
	if got := server.Secret("").String(); got != "" {
		t.Errorf("no secret prints as %q", got)
	}
}
