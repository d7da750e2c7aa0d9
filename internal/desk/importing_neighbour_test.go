package desk

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"github.com/numberdesk/numberdesk/internal/phone"
)

// What is said of a number because of its neighbour is what is said of it alone: in every numbering plan there is, for
// every kind of number it has and for numbers it has not, with any last two digits.
func TestNeighboursAreReadAlike(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	kinds := []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.TOLL_FREE, phonenumbers.PREMIUM_RATE, phonenumbers.SHARED_COST, phonenumbers.VOIP, phonenumbers.UAN}
	for region := range phonenumbers.GetSupportedRegions() {
		var some []string
		for _, kind := range kinds {
			if n := phonenumbers.GetExampleNumberForType(region, kind); n != nil {
				some = append(some, phonenumbers.Format(n, phonenumbers.E164))
			}
		}
		for range 4 {
			number := fmt.Sprintf("+%d", phonenumbers.GetCountryCodeForRegion(region))
			for range 5 + chance.IntN(8) {
				number += fmt.Sprint(chance.IntN(10))
			}
			some = append(some, number)
		}
		for _, number := range some {
			all := neighbours{}
			for ending := 0; ending < 100; ending += 1 + chance.IntN(20) {
				text := fmt.Sprintf("%s%02d", number[:len(number)-2], ending)
				got, err := all.parse(text, region)
				want, wrong := phone.Parse(text, region)
				if got != want || (err == nil) != (wrong == nil) {
					t.Fatalf("%s: %s is read as %q (%v), alone as %q (%v)", region, text, got, err, want, wrong)
				}
				if err == nil && all.of(got, region) != got.In(region) {
					t.Fatalf("%s: %s is one of it: %v, alone %v", region, text, all.of(got, region), got.In(region))
				}
			}
		}
	}
}
