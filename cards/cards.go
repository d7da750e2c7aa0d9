// Package cards holds the cards people see in Teams, as Adaptive Card templates of version 1.5, the
// highest that Teams names ("Cards reference", Microsoft Teams developer documentation). A template
// opens as it is in Microsoft's Adaptive Cards Designer, with any of testdata/<name>.*.data.json as
// its sample data. The package never fills one in: that is internal/card's work.
package cards

import "embed"

// Templates has one file per card, <name>.json, in the Adaptive Card Templating Language
// ("Adaptive Card Templating Language", Adaptive Cards documentation).
//
//go:embed *.json
var Templates embed.FS
