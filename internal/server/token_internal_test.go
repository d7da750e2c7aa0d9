package server

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/sim"
)

// secretly is a company whose app signs in with its secret.
func secretly(t *testing.T) (*entra, tokens) {
	login, c := newEntra(t)
	c.Bot.ClientSecret = Secret(login.tenant.World.Secret)
	return login, connectorTokens(c, login)
}

// refreshIn makes the login say when a token is to be renewed, as Entra does for long-lived ones.
func refreshIn(seconds string) func([]byte) []byte {
	return func(body []byte) []byte {
		return bytes.Replace(body, []byte(`"expires_in"`), []byte(`"refresh_in":`+seconds+`,"expires_in"`), 1)
	}
}

// now asks for a token that must be there without any wait.
func now(t *testing.T, get tokens) string {
	t.Helper()
	began := time.Now()
	token, err := get(t.Context())
	if err != nil || time.Since(began) != 0 {
		t.Errorf("got %v after %v, want a token at once", err, time.Since(began))
	}
	synctest.Wait()
	return token
}

func TestTokensAreRenewedEarlyAndBehindEverybodysBack(t *testing.T) {
	for _, c := range []struct {
		name         string
		change       func([]byte) []byte
		before, then time.Duration
	}{
		{"five minutes before the end", nil, 54 * time.Minute, 2 * time.Minute},
		{"when the login says so", refreshIn("1800"), 29 * time.Minute, 2 * time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				login, get := secretly(t)
				login.change = c.change
				first := now(t, get)
				time.Sleep(c.before)
				if again := now(t, get); again != first || login.count() != 1 {
					t.Errorf("after %v the login was asked %d times", c.before, login.count())
				}
				time.Sleep(c.then)
				if old := now(t, get); old != first || login.count() != 2 {
					t.Errorf("after %v more the login was asked %d times", c.then, login.count())
				}
				if renewed := now(t, get); renewed == first || login.count() != 2 {
					t.Errorf("it was not renewed: asked %d times", login.count())
				}
			})
		})
	}
}

// An outage of the login passes unnoticed while the token lasts, and is not made worse by asking all the time.
func TestAnOutageOfTheLoginIsOutlasted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		login, get := secretly(t)
		login.change = refreshIn("1800")
		first := now(t, get)
		began := time.Now()
		time.Sleep(31 * time.Minute)
		if err := login.tenant.Fault("POST token", sim.Fault{Status: 503, Times: sim.Always}); err != nil {
			t.Fatal(err)
		}
		asked := login.count()
		for time.Since(began) < 58*time.Minute {
			if token := now(t, get); token != first {
				t.Fatal("another token, from nowhere")
			}
			time.Sleep(time.Second)
		}
		if tries := login.count() - asked; tries < 20 || tries > 60*3 { // every half minute, with azidentity's three tries each
			t.Errorf("the login was asked %d times in its outage", tries)
		}
		time.Sleep(90 * time.Second)
		if _, err := get(t.Context()); problem.KindOf(err) != problem.Busy {
			t.Errorf("at the token's end: got %v, want busy", err)
		}
		login.tenant.Heal()
		if renewed := now(t, get); renewed == first {
			t.Error("the old token was given away at its end")
		}
	})
}

// A login that is silent keeps nobody longer than he wants to wait, and who gives up takes nothing from the others.
func TestASilentLoginKeepsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		login, c := newEntra(t)
		c.Bot.ClientSecret = Secret(login.tenant.World.Secret)
		answers := make(chan struct{})
		get := connectorTokens(c, through(func(r *http.Request) (*http.Response, error) {
			select {
			case <-answers:
				return login.RoundTrip(r)
			case <-r.Context().Done():
				return nil, r.Context().Err()
			}
		}))
		began := time.Now()
		hasty, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		var others sync.WaitGroup
		for range 3 {
			others.Go(func() {
				if _, err := get(t.Context()); err != nil {
					t.Errorf("who waited got %v", err)
				}
			})
		}
		if _, err := get(hasty); problem.KindOf(err) != problem.Busy || !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 2*time.Second {
			t.Errorf("got %v after %v", err, time.Since(began))
		}
		close(answers)
		others.Wait()
		if login.count() != 1 {
			t.Errorf("the login was asked %d times", login.count())
		}
	})
	synctest.Test(t, func(t *testing.T) {
		_, c := newEntra(t)
		c.Bot.ClientSecret = "x"
		get := connectorTokens(c, through(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}))
		began := time.Now()
		if _, err := get(context.Background()); problem.KindOf(err) != problem.Busy || time.Since(began) > loginTime {
			t.Errorf("nobody in a hurry: got %v after %v", err, time.Since(began))
		}
	})
}

type through func(*http.Request) (*http.Response, error)

func (f through) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// TestARenewedSecretIsTakenUp: the secret's file is replaced while the desk runs, which then needs no restart.
func TestARenewedSecretIsTakenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		login, c := newEntra(t)
		c.Bot.ClientSecretFile = filepath.Join(t.TempDir(), "secret")
		write := func(secret string) {
			if err := os.WriteFile(c.Bot.ClientSecretFile, []byte(secret), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write("a secret that has expired")
		get := connectorTokens(c, login)
		if _, err := get(t.Context()); problem.KindOf(err) != problem.Busy {
			t.Fatalf("with an old secret: got %v", err)
		}
		write("")
		if _, err := get(t.Context()); problem.KindOf(err) != problem.Busy {
			t.Errorf("with a file that is being written: got %v", err)
		}
		write(login.tenant.World.Secret)
		if _, err := get(t.Context()); err != nil {
			t.Errorf("with the new secret: got %v", err)
		}
	})
}
