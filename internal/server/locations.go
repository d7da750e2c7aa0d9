package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// locations tells which ranges have no emergency location. It is an error when their country demands one.
func locations(ctx context.Context, c Config, o Options) (string, error) {
	if _, err := os.Stat(c.Store.Path); errors.Is(err, fs.ErrNotExist) {
		return "there are no ranges yet", nil
	}
	printed, err := Command(ctx, c, o, []string{"ranges"}, nil)
	if err != nil {
		return "", err
	}
	var ranges []struct{ Name, Country, Location string }
	if err := json.Unmarshal(printed.JSON, &ranges); err != nil {
		return "", err
	}
	var needed, without []string
	for _, r := range ranges {
		switch {
		case r.Location != "":
		case slices.Contains(c.Inventory.LocationRequired, r.Country):
			needed = append(needed, r.Name)
		default:
			without = append(without, r.Name)
		}
	}
	switch {
	case len(needed) > 0:
		return "", fmt.Errorf("set one with ranges set NAME --location ID for %s", strings.Join(needed, ", "))
	case len(without) > 0:
		return "numbers are assigned without one in " + strings.Join(without, ", "), nil
	}
	return fmt.Sprintf("each of %d ranges has one", len(ranges)), nil
}
