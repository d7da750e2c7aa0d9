package store

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"

	"github.com/numberdesk/numberdesk/internal/inventory"
)

// What a number has of its own, beside its range, is where it is found and counted, too:
//
//	own/<range>/<tag>/<provider>/<state>/<E.164>  for each of its tags, and once without one when it has a provider
//	ownstock/<range>/<tag>/<provider>/<state>     how many there are of them
//
// A number with no provider of its own has an empty one there, so that tags can be looked for with a provider or without.

// ownPlaces are the parts of those keys that both have in common.
func ownPlaces(n *inventory.Number) []string {
	if n.Own == nil {
		return nil
	}
	var places []string
	behind := "/" + ownWord(n.Own.Provider) + "/" + string(n.State)
	if ownWord(n.Own.Provider) != "" {
		places = append(places, n.Range+"/"+behind)
	}
	for _, tag := range n.Own.Tags {
		if place := n.Range + "/" + ownWord(tag) + behind; ownWord(tag) != "" && !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	return places
}

// longest is how long a word in a key may be.
const longest = 200

// ownWord is a tag or a provider as part of a key.
func ownWord(s string) string {
	word := url.PathEscape(inventory.Word(s))
	if len(word) > longest {
		sum := sha256.Sum256([]byte(word))
		return hex.EncodeToString(sum[:])
	}
	return word
}
