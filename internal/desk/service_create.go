package desk

import (
	"cmp"
	"context"
	"regexp"
	"strings"
	"unicode"

	"github.com/spf13/pflag"

	"github.com/numberdesk/numberdesk/internal/card"
	"github.com/numberdesk/numberdesk/internal/phone"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/say"
)

// createServiceCommand says how a resource account is made, which Microsoft Graph cannot do.
var createServiceCommand = Command{
	Word: "services create", Args: "ACCOUNT", MinArgs: 1, MaxArgs: 1, Short: say.Text("See how to make a resource account"), Admin: true, Chat: true, Shell: true, run: createService,
	Long: "Microsoft Graph cannot make one, so nothing is changed: it prints what to run in PowerShell, from the account to its number. ACCOUNT is the user principal name it is to have. A bot of your own needs --app, its application id.",
	Flags: func(f *pflag.FlagSet) {
		f.String("kind", "attendant", "attendant, queue or bot")
		f.String("name", "", "the name callers and colleagues see; by default the account's")
		f.String("country", "", "the usage location, such as CH; by default the inventory's country")
		f.String("app", "", "the application id of a bot")
	},
	Example: "services create reception@contoso.com --kind attendant --name Reception --country CH",
}

// The application ids by which Teams tells what a resource account is for (Teams PowerShell: New-CsOnlineApplicationInstance),
// and the product that holds the service plan MCOEV_VIRTUALUSER ("Product names and service plan identifiers for licensing").
const (
	attendantApp  = "ce933385-9390-45d1-9512-c8d228074e07"
	queueApp      = "11cd3e2e-fccb-42ad-ad00-878b93575e07"
	resourceSKUID = "440eaaa8-b3e0-484b-a8be-62870b9ba70a"
)

// accountName is a user principal name ("Username policies": letters, digits, ' . - _ ! # ^ ~ before the @).
var accountName = regexp.MustCompile(`^[A-Za-z0-9'.\-_!#^~]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,200}[A-Za-z0-9])$`)

func createService(d *Desk, _ context.Context, c *Call) (Answer, error) {
	account, kind, app := c.Args[0], strings.ToLower(c.flag("kind")), c.flag("app")
	name := strings.TrimSpace(cmp.Or(c.flag("name"), strings.SplitN(account, "@", 2)[0]))
	country := strings.ToUpper(cmp.Or(c.flag("country"), d.o.DefaultCountry))
	switch {
	case !accountName.MatchString(account):
		return Answer{}, problem.New(problem.Invalid, "%.60q is no name for an account; write one such as reception@contoso.com.", account)
	case kind != "attendant" && kind != "queue" && kind != "bot":
		return Answer{}, problem.New(problem.Invalid, "%.20q is no kind of service; use attendant, queue or bot.", kind)
	case kind == "bot" && !guid.MatchString(app):
		return Answer{}, problem.New(problem.Invalid, "A bot needs its application id: --app 11111111-2222-3333-4444-555555555555.")
	case kind != "bot" && app != "":
		return Answer{}, problem.New(problem.Invalid, "Only a bot has an application id of its own; leave out --app, or say --kind bot.")
	case len([]rune(name)) > 64 || strings.ContainsFunc(name, unicode.IsControl):
		return Answer{}, problem.New(problem.Invalid, "Please keep the name under 64 characters, on one line.")
	case !phone.Country(country):
		return Answer{}, problem.New(problem.Invalid, "Say the usage location as two capital letters: --country CH.")
	}
	switch kind {
	case "attendant":
		app = attendantApp
	case "queue":
		app = queueApp
	}
	steps := creating(account, name, country, app)
	answer := Answer{
		Title: say.Text("How to make %s", name), Tone: card.Accent, JSON: map[string]any{"account": account, "kind": kind, "applicationId": app, "country": country, "powershell": steps},
		Lines: []say.Sentence{say.Text("Microsoft Graph cannot make a resource account, so nothing was changed. In PowerShell, with the modules MicrosoftTeams and Microsoft.Graph, run:")},
		Next:  say.Text("When services shows its licence, type assign next %s.", account),
	}
	for _, step := range steps {
		answer.Lines = append(answer.Lines, say.Words(step))
	}
	if kind == "bot" {
		answer.Lines = append(answer.Lines, say.Text("Known limit of Microsoft's: a resource account with a bot's own application id may never be found when a number is assigned to it (\"The user is not found\"). Then make it for an auto attendant or a call queue that hands calls to the bot, and give the number to that one."))
	} else {
		answer.Lines = append(answer.Lines, say.Text("Then connect it in the Teams admin center, under Voice, to its auto attendant or call queue."))
	}
	return answer, nil
}

// creating are the steps from nothing to an account that may have a number.
func creating(account, name, country, app string) []string {
	return []string{
		"Connect-MicrosoftTeams",
		"$account = New-CsOnlineApplicationInstance -UserPrincipalName " + quoted(account) + " -ApplicationId " + quoted(app) + " -DisplayName " + quoted(name),
		"Sync-CsOnlineApplicationInstance -ObjectId $account.ObjectId -ApplicationId " + quoted(app),
		"Connect-MgGraph -Scopes User.ReadWrite.All, Organization.Read.All",
		"Update-MgUser -UserId " + quoted(account) + " -UsageLocation " + quoted(country),
		"Set-MgUserLicense -UserId " + quoted(account) + " -AddLicenses @(@{SkuId = " + quoted(resourceSKUID) + "}) -RemoveLicenses @()",
	}
}

// quoted is a text as a literal of PowerShell, in which a quotation mark is written twice; the curly ones are quotation
// marks to it, too (about_Quoting_Rules).
func quoted(text string) string {
	var b strings.Builder
	for _, r := range text {
		if strings.ContainsRune("'\u2018\u2019\u201a\u201b", r) {
			b.WriteRune(r)
		}
		b.WriteRune(r)
	}
	return "'" + b.String() + "'"
}
