package server

import (
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// Duration is written 30s, 90m, 24h or 7d.
type Duration time.Duration

// ParseDuration reads a duration as configuration writes it.
func ParseDuration(text string) (Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.Atoi(days)
		if err == nil && n >= 0 && n <= 36500 {
			return Duration(time.Duration(n) * 24 * time.Hour), nil
		}
	} else if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return Duration(d), nil
	}
	return 0, fmt.Errorf("%q is no duration; write 30s, 90m, 24h or 7d", text)
}

// UnmarshalText reads it from the environment.
func (d *Duration) UnmarshalText(text []byte) (err error) {
	*d, err = ParseDuration(string(text))
	return err
}

// UnmarshalYAML reads it from a file; its error knows the place.
func (d *Duration) UnmarshalYAML(node ast.Node) (err error) {
	if *d, err = ParseDuration(node.GetToken().Value); err != nil {
		return &yaml.SyntaxError{Message: err.Error(), Token: node.GetToken()}
	}
	return nil
}

// String writes it as it is read.
func (d Duration) String() string {
	if day := 24 * time.Hour; time.Duration(d)%day == 0 && d != 0 {
		return strconv.Itoa(int(time.Duration(d)/day)) + "d"
	}
	return time.Duration(d).String()
}

// Secret prints as *** wherever it might be printed.
type Secret string

// UnmarshalText reads it from the environment.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = Secret(text)
	return nil
}

// UnmarshalYAML reads it from a file: text, which a number or a word like true would not survive as.
func (s *Secret) UnmarshalYAML(node ast.Node) error {
	switch n := node.(type) {
	case *ast.StringNode:
		*s = Secret(n.Value)
	case *ast.LiteralNode:
		*s = Secret(n.Value.Value)
	case *ast.NullNode:
		*s = ""
	default:
		return &yaml.SyntaxError{Message: "a secret is text; put it into quotation marks", Token: node.GetToken()}
	}
	return nil
}

// String never says it.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "***"
}

// GoString, MarshalText and LogValue never say it either.
func (s Secret) GoString() string             { return s.String() }
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }
func (s Secret) LogValue() slog.Value         { return slog.StringValue(s.String()) }
