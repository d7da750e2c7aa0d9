package server

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// Load reads a configuration file, then the environment, and checks the whole. An empty path reads the
// environment alone. Unknown keys and bad values are refused with line and column and what is allowed.
func Load(path string, environ []string) (Config, error) {
	c := Defaults()
	if path != "" {
		text, err := os.ReadFile(path)
		if err != nil {
			return c, problem.Wrap(err, problem.Invalid, "The configuration %s cannot be read. Make one with numberdesk init, or name it with --config.", path)
		}
		if err := decode(text, &c); err != nil {
			return c, problem.Wrap(err, problem.Invalid, "%s: %v", path, err)
		}
	}
	if err := override(&c, environ); err != nil {
		return c, err
	}
	return c, c.check()
}

// decode reads YAML strictly over c.
func decode(text []byte, c *Config) error {
	err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict(), yaml.DisallowUnknownField()).Decode(c)
	if err == nil || errors.Is(err, io.EOF) {
		return nil
	}
	message := strings.TrimSpace(yaml.FormatError(err, false, true))
	if strings.Contains(message, "unknown field") {
		message += "\n" + "Allowed keys: " + strings.Join(Keys(), ", ")
	}
	return errors.New(message)
}

// override sets what the environment names. NUMBERDESK_CONFIG names the file and is no key.
func override(c *Config, environ []string) error {
	keys := fields(reflect.ValueOf(c).Elem(), "")
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		rest, ours := strings.CutPrefix(name, "NUMBERDESK_")
		if !ours || rest == "CONFIG" {
			continue
		}
		field, ok := keys[rest]
		if !ok {
			return problem.New(problem.Invalid, "The environment variable %s names no key of the configuration.", name)
		}
		if err := set(field, value); err != nil {
			return problem.Wrap(err, problem.Invalid, "The environment variable %s: %v.", name, err)
		}
	}
	return nil
}

// Keys are all keys of the configuration, as paths with dots, in the order of the file.
func Keys() []string {
	var c Config
	var keys []string
	walk(reflect.ValueOf(&c).Elem(), "", func(path string, _ reflect.Value) { keys = append(keys, path) })
	return keys
}

// fields are the settable leaves by the name the environment gives them.
func fields(v reflect.Value, prefix string) map[string]reflect.Value {
	all := map[string]reflect.Value{}
	walk(v, prefix, func(path string, field reflect.Value) {
		all[strings.ToUpper(strings.ReplaceAll(path, ".", "_"))] = field
	})
	return all
}

func walk(v reflect.Value, prefix string, fn func(path string, field reflect.Value)) {
	for i := range v.NumField() {
		name, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		field := v.Field(i)
		path := name
		if prefix != "" {
			path = prefix + "." + name
		}
		switch {
		case options == "inline":
			walk(field, prefix, fn)
		case field.Kind() == reflect.Struct:
			walk(field, path, fn)
		default:
			fn(path, field)
		}
	}
}

func set(field reflect.Value, value string) error {
	if text, ok := field.Addr().Interface().(encoding.TextUnmarshaler); ok {
		return text.UnmarshalText([]byte(value))
	}
	switch field.Kind() {
	case reflect.String:
		field.SetString(value)
	case reflect.Int:
		n, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("%q is no whole number", value)
		}
		field.SetInt(int64(n))
	default:
		if list, ok := field.Addr().Interface().(*[]string); ok {
			*list = nil
			for part := range strings.SplitSeq(value, ",") {
				if part = strings.TrimSpace(part); part != "" {
					*list = append(*list, part)
				}
			}
			return nil
		}
		// A list of parts or a map: written as YAML.
		return yaml.NewDecoder(strings.NewReader(value), yaml.Strict()).Decode(field.Addr().Interface())
	}
	return nil
}
