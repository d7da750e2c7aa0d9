package sim

import (
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// integer reads a query option that counts, within its limits.
func (c *call) integer(option string, standard, least, most int) (int, answer) {
	raw := c.query.Get(option)
	if raw == "" {
		return standard, answer{}
	}
	n, err := strconv.Atoi(raw)
	if err != nil || n < least || n > most {
		return 0, wrong(http.StatusBadRequest, "BadRequest", "Invalid value '%s' for %s query option: it must be between %d and %d.", raw, option, least, most)
	}
	return n, answer{}
}

// chosen are the properties a $select names, all of them known; the standard ones without a $select.
func chosen(raw, resource string, standard, known []string) ([]string, answer) {
	if raw == "" {
		return standard, answer{}
	}
	names := strings.Split(raw, ",")
	for _, n := range names {
		if !slices.Contains(known, n) {
			return nil, wrong(http.StatusBadRequest, "BadRequest", "Could not find a property named '%s' on type 'microsoft.graph.%s'.", n, resource)
		}
	}
	if !slices.Contains(names, "id") {
		names = append(names, "id") // Graph answers the key, asked for or not
	}
	return names, answer{}
}

// only is a resource with nothing but those properties.
func only(resource map[string]any, names []string) map[string]any {
	kept := map[string]any{}
	for _, n := range names {
		if v, found := resource[n]; found {
			kept[n] = v
		}
	}
	return kept
}

// condition is one comparison of a $filter.
type condition struct{ property, value string }

var (
	comparison = regexp.MustCompile(`^([A-Za-z/]+) eq '((?:[^']|'')*)'$`)
	anyOf      = regexp.MustCompile(`^([A-Za-z]+)/any\(([a-z]+):([a-z]+) eq '([^']*)'\)$`)
)

// filter reads the $filter forms the reference pages show: equality with a string, membership of a string, and "and".
func filter(raw string, properties ...string) ([]condition, answer) {
	if raw == "" {
		return nil, answer{}
	}
	var conditions []condition
	for part := range strings.SplitSeq(raw, " and ") {
		var c condition
		if m := comparison.FindStringSubmatch(part); m != nil {
			c = condition{m[1], strings.ReplaceAll(m[2], "''", "'")}
		} else if m := anyOf.FindStringSubmatch(part); m != nil && m[2] == m[3] {
			c = condition{m[1] + "/any", m[4]}
		}
		if !slices.Contains(properties, c.property) {
			return nil, wrong(http.StatusBadRequest, "BadRequest", "Invalid filter clause: '%s' is not supported.", part)
		}
		conditions = append(conditions, c)
	}
	return conditions, answer{}
}

// link is an address on the host the request came to, as nextLink and Location are.
func (c *call) link(path string, query url.Values) string {
	u := url.URL{Scheme: "https", Host: c.Host, Path: path, RawQuery: query.Encode()}
	return u.String()
}

// page is a collection answer; next is the query of the following page, nil on the last.
func (c *call) page(value []any, next url.Values) answer {
	if value == nil {
		value = []any{}
	}
	body := map[string]any{"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#" + strings.TrimPrefix(c.URL.Path, "/v1.0/"), "value": value}
	if next != nil {
		body["@odata.nextLink"] = c.link(c.URL.Path, next)
	}
	return ok(body)
}

// with is the query of this call with one option changed.
func (c *call) with(option, value string) url.Values {
	q := url.Values{}
	for k, v := range c.query {
		q[k] = v
	}
	q.Set(option, value)
	return q
}
