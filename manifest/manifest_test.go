package manifest_test

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/numberdesk/numberdesk/manifest"
)

const (
	appID = "11111111-2222-3333-4444-555555555555"
	botID = "66666666-7777-8888-9999-aaaaaaaaaaaa"
)

func sample() manifest.App {
	return manifest.App{
		AppID: appID, BotID: botID, Name: `Contoso "numbers"`,
		Personal: []manifest.Command{{Title: "request", Description: "Ask for a phone number"}, {Title: "status", Description: "See how it stands"}},
		Team:     []manifest.Command{{Title: "approvals", Description: "What waits for a decision"}},
	}
}

// unpack writes the app and gives the package's files in order.
func unpack(t *testing.T, app manifest.App) (names []string, files map[string][]byte) {
	t.Helper()
	var out bytes.Buffer
	if err := manifest.Write(&out, app); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files = map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		names, files[f.Name] = append(names, f.Name), data
	}
	return names, files
}

func TestPackageHoldsTheManifestAndItsIcons(t *testing.T) {
	names, files := unpack(t, sample())
	if want := []string{"manifest.json", "color.png", "outline.png"}; !slices.Equal(names, want) {
		t.Fatalf("got %v, want %v", names, want)
	}
	var m struct {
		ID, Version, ManifestVersion string
		Name                         struct{ Short, Full string }
		Developer                    struct{ WebsiteURL, PrivacyURL, TermsOfUseURL string }
		Icons                        struct{ Color, Outline string }
		Bots                         []struct {
			BotID         string
			Scopes        []string
			SupportsFiles bool
			CommandLists  []struct {
				Scopes   []string
				Commands []manifest.Command
			}
		}
		ValidDomains       []string
		WebApplicationInfo struct{ ID string }
	}
	if err := json.Unmarshal(files["manifest.json"], &m); err != nil {
		t.Fatal(err)
	}
	if m.ID != appID || m.WebApplicationInfo.ID != appID || m.Version != "1.0.0" || m.ManifestVersion != "1.19" {
		t.Errorf("got id %s (%s) in version %s of schema %s", m.ID, m.WebApplicationInfo.ID, m.Version, m.ManifestVersion)
	}
	if m.Name.Short != `Contoso "numbers"` || !strings.HasPrefix(m.Name.Full, m.Name.Short) {
		t.Errorf("got the names %+v", m.Name)
	}
	if d := m.Developer; d.WebsiteURL != manifest.DefaultWebsite || d.PrivacyURL != manifest.DefaultWebsite || d.TermsOfUseURL != manifest.DefaultWebsite {
		t.Errorf("got the addresses %+v", d)
	}
	if len(m.ValidDomains) != 0 || files[m.Icons.Color] == nil || files[m.Icons.Outline] == nil {
		t.Errorf("got domains %v and icons %+v", m.ValidDomains, m.Icons)
	}
	if len(m.Bots) != 1 {
		t.Fatalf("got %d bots", len(m.Bots))
	}
	bot := m.Bots[0]
	if bot.BotID != botID || !bot.SupportsFiles || !slices.Equal(bot.Scopes, []string{"personal", "team", "groupChat"}) {
		t.Errorf("got the bot %+v", bot)
	}
	if len(bot.CommandLists) != 2 || !slices.Equal(bot.CommandLists[0].Commands, sample().Personal) ||
		!slices.Equal(bot.CommandLists[1].Scopes, []string{"team"}) {
		t.Errorf("got the commands %+v", bot.CommandLists)
	}
	if bytes.Contains(files["manifest.json"], []byte("${")) {
		t.Error("a placeholder is left")
	}
}

func TestSameAppIsTheSamePackage(t *testing.T) {
	var a, b bytes.Buffer
	for _, out := range []*bytes.Buffer{&a, &b} {
		if err := manifest.Write(out, sample()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two packages of one app differ")
	}
}

// "Design your app icon for the Teams Store": 192×192 in full color, 32×32 white on transparent.
func TestIconsAreAsTeamsWantsThem(t *testing.T) {
	_, files := unpack(t, sample())
	colored := decode(t, files["color.png"], 192)
	each(colored, func(x, y int, r, g, b, a uint32) {
		if a != 0xffff {
			t.Errorf("the color icon is transparent at %d,%d", x, y)
		}
	})
	white := decode(t, files["outline.png"], 32)
	var clear, drawn int
	each(white, func(x, y int, r, g, b, a uint32) {
		if r != a || g != a || b != a { // alpha-premultiplied: white at every transparency
			t.Errorf("the outline icon is not white at %d,%d", x, y)
		}
		switch a {
		case 0:
			clear++
		case 0xffff:
			drawn++
		}
	})
	if clear < 200 || drawn < 100 {
		t.Errorf("the outline icon has %d clear and %d white pixels", clear, drawn)
	}
}

func decode(t *testing.T, raw []byte, side int) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != side || b.Dy() != side {
		t.Fatalf("got an icon of %d×%d, want %d×%d", b.Dx(), b.Dy(), side, side)
	}
	return img
}

func each(img image.Image, visit func(x, y int, r, g, b, a uint32)) {
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			r, g, b, a := img.At(x, y).RGBA()
			visit(x, y, r, g, b, a)
		}
	}
}

func TestWhatTeamsRefusesIsNotWritten(t *testing.T) {
	long := strings.Repeat("ü", 129)
	for _, c := range []struct {
		name  string
		spoil func(*manifest.App)
		want  string
	}{
		{"an app id that is no GUID", func(a *manifest.App) { a.AppID = "numberdesk" }, "app id"},
		{"no bot id", func(a *manifest.App) { a.BotID = "" }, "bot id"},
		{"a name that is too long", func(a *manifest.App) { a.Name = long[:62] }, "31 characters"},
		{"a version that is none", func(a *manifest.App) { a.Version = "v1" }, "version"},
		{"an address without TLS", func(a *manifest.App) { a.Privacy = "http://contoso.example" }, "privacy"},
		{"eleven commands", func(a *manifest.App) { a.Team = slices.Repeat(a.Team, 11) }, "11 commands"},
		{"a title that is too long", func(a *manifest.App) { a.GroupChat = []manifest.Command{{Title: long[:66], Description: "d"}} }, "33 characters"},
		{"a description that is too long", func(a *manifest.App) { a.Personal[0].Description = long }, "129 characters"},
		{"a command without a description", func(a *manifest.App) { a.Personal[0].Description = "" }, "0 characters"},
	} {
		t.Run(c.name, func(t *testing.T) {
			app := sample()
			c.spoil(&app)
			var out bytes.Buffer
			if err := manifest.Write(&out, app); err == nil || !strings.Contains(err.Error(), c.want) || out.Len() > 0 {
				t.Errorf("got %v and %d bytes, want an error with %q", err, out.Len(), c.want)
			}
		})
	}
}
