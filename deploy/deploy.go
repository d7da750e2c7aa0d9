// Package deploy embeds the sample configuration, so that numberdesk init can write it. The other files of
// this folder run the desk: a systemd unit and a Dockerfile. It does nothing.
package deploy

import _ "embed"

// Config is the sample configuration: every key with its default and what it means.
//
//go:embed numberdesk.yaml
var Config []byte
