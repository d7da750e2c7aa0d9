package teams

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/lestrrat-go/jwx/v3/jwa"
	"github.com/lestrrat-go/jwx/v3/jwk"
)

const (
	// keysFresh is how long keys are used without asking again: Microsoft's page allows five days,
	// its own SDK asks daily.
	keysFresh = 24 * time.Hour
	// keysWait is how long an activity waits for keys to be looked at again whose key is known.
	keysWait = time.Second
	// keysPause is the least time between two fetches, however many unknown key ids arrive.
	keysPause = time.Minute
	// keysPauseEmpty is the same while there is no key at all and every genuine activity is lost.
	keysPauseEmpty = 5 * time.Second

	maxMetadata    = 64 << 10
	maxKeys        = 1 << 20
	minModulus     = 2048
	maxModulus     = 8192
	defaultTimeout = 15 * time.Second
	fetchTimeout   = 10 * time.Second
)

var (
	errUnknownKey = errors.New("no key has this id")
	errNoKeys     = errors.New("there are no keys yet")
)

// key is one of the Bot Connector's signing keys with the channels it may speak for.
type key struct {
	public       *rsa.PublicKey
	endorsements []string
}

// keyring holds the Bot Connector's keys. It fetches when first asked, daily, and for an unknown
// key id; while the other side is out it goes on with what it has.
type keyring struct {
	openID string
	http   *http.Client
	// fetched is told of every fetch and how it went.
	fetched func(error)

	mu       sync.Mutex
	keys     map[string]key
	since    time.Time     // when keys were fetched
	tried    time.Time     // when a fetch was last begun
	fetching chan struct{} // closed when the fetch under way ends; nil without one
	last     error         // how the last fetch ended
}

// key is the key with this id. It fetches at most once and waits for that within ctx.
func (k *keyring) key(ctx context.Context, kid string) (key, error) {
	found, fresh := k.lookup(kid)
	if found.public != nil && fresh {
		return found, nil
	}
	wait := ctx
	if found.public != nil {
		// It may have been withdrawn, but nobody waits long for a key server that hangs.
		short, cancel := context.WithTimeout(ctx, keysWait)
		defer cancel()
		wait = short
	}
	k.refresh(wait)
	if again, _ := k.lookup(kid); again.public != nil {
		return again, nil
	}
	if !k.ready() {
		return key{}, errNoKeys
	}
	return key{}, errUnknownKey
}

func (k *keyring) lookup(kid string) (found key, fresh bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.keys[kid], time.Since(k.since) < keysFresh
}

func (k *keyring) ready() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.keys) > 0
}

// warm fetches the keys unless there are some, and says why there are none.
func (k *keyring) warm(ctx context.Context) error {
	if k.ready() {
		return nil
	}
	k.refresh(ctx)
	if k.ready() {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return errors.Join(errNoKeys, k.last, ctx.Err())
}

// refresh joins the fetch under way, or begins one if the last is long enough ago, and waits for
// its end within ctx. The fetch does not end with the request that began it: others wait for it too.
func (k *keyring) refresh(ctx context.Context) {
	k.mu.Lock()
	if k.fetching == nil {
		pause := keysPause
		if len(k.keys) == 0 {
			pause = keysPauseEmpty
		}
		if !k.tried.IsZero() && time.Since(k.tried) < pause {
			k.mu.Unlock()
			return
		}
		k.tried = time.Now()
		k.fetching = make(chan struct{})
		go k.fetch(context.WithoutCancel(ctx), k.fetching)
	}
	done := k.fetching
	k.mu.Unlock()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

func (k *keyring) fetch(ctx context.Context, done chan struct{}) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	keys, err := k.download(ctx)
	k.fetched(err)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.last = err; err == nil {
		k.keys, k.since = keys, time.Now()
	}
	k.fetching = nil
	close(done)
}

// download reads the OpenID metadata and the keys it points to. The keys must lie on the host of
// the metadata, as Microsoft's do in every cloud: a metadata document does not get to name another.
func (k *keyring) download(ctx context.Context) (map[string]key, error) {
	var metadata struct {
		JWKSURI string `json:"jwks_uri"`
	}
	if err := k.get(ctx, k.openID, maxMetadata, &metadata); err != nil {
		return nil, fmt.Errorf("OpenID metadata: %w", err)
	}
	home, err := url.Parse(k.openID)
	if err != nil {
		return nil, fmt.Errorf("OpenID metadata: %w", err)
	}
	if _, err := (hosts{home.Host}).admit(metadata.JWKSURI); err != nil {
		return nil, fmt.Errorf("jwks_uri: it must be https on the host of the OpenID metadata: %w", err)
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := k.get(ctx, metadata.JWKSURI, maxKeys, &set); err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	keys := map[string]key{}
	for _, raw := range set.Keys {
		// A key of a kind that is not ours is no reason to be without the others.
		if id, one, ok := readKey(raw); ok && keys[id].public == nil {
			keys[id] = one
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("keys: none is an RSA signing key of 2048 bits or more")
	}
	return keys, nil
}

// readKey accepts RSA signing keys of a decent size that have an id, and nothing else.
func readKey(raw []byte) (id string, _ key, ok bool) {
	parsed, err := jwk.ParseKey(raw)
	if err != nil {
		return "", key{}, false
	}
	id, _ = parsed.KeyID()
	use, hasUse := parsed.KeyUsage()
	alg, hasAlg := parsed.Algorithm()
	var public rsa.PublicKey
	// jwx has a least size of its own, but as a setting of the whole process.
	switch err := jwk.Export(parsed, &public); {
	case err != nil, id == "",
		hasUse && use != "sig",
		hasAlg && alg.String() != jwa.RS256().String(),
		public.N.BitLen() < minModulus, public.N.BitLen() > maxModulus:
		return "", key{}, false
	}
	var listed []any
	// Without endorsements the key speaks for no channel.
	_ = parsed.Get("endorsements", &listed)
	var endorsements []string
	for _, channel := range listed {
		if name, isText := channel.(string); isText {
			endorsements = append(endorsements, name)
		}
	}
	return id, key{&public, endorsements}, true
}

// get reads one JSON document of bounded size.
func (k *keyring) get(ctx context.Context, from string, limit int64, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, from, nil)
	if err != nil {
		return err
	}
	resp, err := k.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the answer is %s", resp.Status)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, limit+1))
	switch {
	case err != nil:
		return err
	case int64(len(body)) > limit:
		return fmt.Errorf("the answer is longer than %d bytes", limit)
	}
	return json.Unmarshal(body, into)
}
