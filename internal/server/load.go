package server

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// Load reads a configuration file, then the environment, and checks the whole. An empty path reads the
// environment alone. Unknown keys and bad values are refused with file, line and column and what is allowed;
// no line is quoted, because a secret may stand in it. Every error is problem.Invalid.
func Load(path string, environ []string) (Config, error) {
	c := Defaults()
	var text []byte
	if path != "" {
		var err error
		if text, err = os.ReadFile(path); err != nil {
			return c, problem.Wrap(err, problem.Invalid, "The configuration %s cannot be read. Write one with numberdesk init, or name it with --config.", path)
		}
		if err := decode(text, &c); err != nil {
			return c, problem.Wrap(err, problem.Invalid, "%s:%v", path, err)
		}
	}
	if err := override(&c, environ); err != nil {
		return c, err
	}
	err := c.check()
	if wrong, ok := errors.AsType[*badValue](err); ok {
		return c, problem.Wrap(err, problem.Invalid, "%s%v", origin(path, text, environ, wrong.key), err)
	}
	c.remark(func(key string) string { return origin(path, text, environ, key) })
	return c, err
}

// decode reads YAML strictly over c. Its errors begin with line:column.
func decode(text []byte, c *Config) error {
	file, err := parser.ParseBytes(text, 0)
	switch {
	case err != nil, len(file.Docs) == 0:
	case len(file.Docs) > 1:
		return errors.New(position(file.Docs[1].Start) + ": a configuration is one document")
	case file.Docs[0].Body == nil:
	default:
		body := file.Docs[0].Body
		// Once for all that is wrong, and once for what is meant.
		if err = yaml.NodeToValue(body, new(Config), yaml.Strict()); err == nil && written(body) {
			err = yaml.NodeToValue(body, c, yaml.Strict())
		}
	}
	if err == nil {
		return nil
	}
	var wrong yaml.Error
	if !errors.As(err, &wrong) || wrong.GetToken() == nil {
		return fmt.Errorf(" %w", err)
	}
	message := wrong.GetMessage()
	switch wrong := wrong.(type) {
	case *yaml.UnknownFieldError:
		message += ". Allowed keys: " + strings.Join(allowedAt(text, wrong.GetToken().Position.Line), ", ")
	case *yaml.TypeError:
		message = "that is " + wrong.SrcType.String() + "; " + needed(wrong.DstType.Kind())
	}
	return errors.New(position(wrong.GetToken()) + ": " + message)
}

// written reports whether a node says anything, and takes out of it the keys that have no value: they are as
// if they were not there, so that a section whose keys are all commented out keeps its defaults.
func written(node ast.Node) bool {
	switch n := node.(type) {
	case nil, *ast.NullNode, *ast.CommentGroupNode:
		return false
	case *ast.MappingNode:
		empty := len(n.Values) == 0
		n.Values = slices.DeleteFunc(n.Values, func(v *ast.MappingValueNode) bool { return !written(v.Value) })
		return empty || len(n.Values) > 0
	case *ast.MappingValueNode:
		return written(n.Value)
	}
	return true
}

// allowedAt are the keys of the section that a line stands in: the last one that began at the margin. Outside of all
// sections they are those of the top and the sections.
func allowedAt(text []byte, line int) []string {
	lines := strings.Split(string(text), "\n")
	section := ""
	for _, l := range lines[:min(line, len(lines))] {
		if name, _, found := strings.Cut(l, ":"); found && name != "" && !strings.ContainsAny(name[:1], " \t#-") {
			section = name
		}
	}
	var inside, top []string
	for _, key := range Keys() {
		first, _, deeper := strings.Cut(key, ".")
		if deeper && first == section {
			inside = append(inside, key)
		}
		if !slices.Contains(top, first) {
			top = append(top, first)
		}
	}
	if inside != nil {
		return inside
	}
	if parts := partsOf(section); parts != nil {
		return parts
	}
	return top
}

// partsOf are the keys of the parts of a section that is a list of them.
func partsOf(section string) []string {
	config := reflect.TypeFor[Config]()
	for i := range config.NumField() {
		field := config.Field(i)
		if field.Tag.Get("yaml") != section || field.Type.Kind() != reflect.Slice {
			continue
		}
		var keys []string
		for j := range field.Type.Elem().NumField() {
			keys = append(keys, field.Type.Elem().Field(j).Tag.Get("yaml"))
		}
		return keys
	}
	return nil
}

func needed(kind reflect.Kind) string {
	switch kind {
	case reflect.Int:
		return "a whole number is needed"
	case reflect.Bool:
		return "true or false is needed"
	case reflect.String:
		return "text is needed; put it into quotation marks"
	case reflect.Slice:
		return "a list is needed, such as [one, two]"
	}
	return "keys and values are needed"
}

// origin is where the value of a key came from: a variable of the environment, which goes before the
// file, or a place in the file. It is empty for a default.
func origin(path string, text []byte, environ []string, key string) string {
	whole, _, _ := strings.Cut(key, "[")
	variable := "NUMBERDESK_" + variable(whole)
	if slices.ContainsFunc(environ, func(pair string) bool { return strings.HasPrefix(pair, variable+"=") }) {
		return "The environment variable " + variable + ": "
	}
	if at, err := yaml.PathString("$." + key); err == nil {
		if node, err := at.ReadNode(bytes.NewReader(text)); err == nil {
			return path + ":" + position(node.GetToken()) + ": "
		}
	}
	return ""
}

func position(t *token.Token) string { return fmt.Sprintf("%d:%d", t.Position.Line, t.Position.Column) }

// variable is a key as the environment writes it, without NUMBERDESK_.
func variable(key string) string { return strings.ToUpper(strings.ReplaceAll(key, ".", "_")) }

// serviceLinks are the variables Kubernetes sets in every container beside a service that is called
// numberdesk ("Service: Discovering services, Environment variables"); they are no keys of ours.
var serviceLinks = regexp.MustCompile(`^(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_[0-9]+_.+)?)$`)

// override sets what the environment names. NUMBERDESK_CONFIG names the file and is no key.
func override(c *Config, environ []string) error {
	keys := fields(reflect.ValueOf(c).Elem(), "")
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		rest, ours := strings.CutPrefix(name, "NUMBERDESK_")
		if !ours || rest == "CONFIG" || serviceLinks.MatchString(rest) {
			continue
		}
		field, ok := keys[rest]
		if !ok {
			return problem.New(problem.Invalid, "The environment variable %s names no key of the configuration. Keys are %s, in capitals and with _ for dots.", name, strings.Join(Keys(), ", "))
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
		all[variable(path)] = field
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
		case name == "-" || !field.CanSet():
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
	case reflect.Bool:
		yes, err := strconv.ParseBool(value)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", value)
		}
		field.SetBool(yes)
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
		if err := yaml.NewDecoder(strings.NewReader(value), yaml.Strict()).Decode(field.Addr().Interface()); err != nil {
			return fmt.Errorf("%q cannot be read as YAML", value)
		}
	}
	return nil
}
