package inventory_test

import (
	"testing"

	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/phone"
)

func TestListed(t *testing.T) {
	for _, c := range []struct {
		name   string
		phones []string
		want   phone.Number
	}{
		{"E.164 is taken as it is", []string{"+41446681002"}, "+41446681002"},
		{"people write spaces into it", []string{" +41 44 668 10 02 "}, "+41446681002"},
		{"an extension makes it a number of its own", []string{"+41446681002;ext=12"}, "+41446681002;ext=12"},
		{"without the country code it could be of any country", []string{"044 668 10 02"}, ""},
		{"without the plus it may be national", []string{"41446681002"}, ""},
		{"an international prefix depends on where one dials", []string{"0041446681002"}, ""},
		{"half a number is none", []string{"+4144"}, ""},
		{"of two nobody knows which is meant", []string{"+41446681002", "+41446681003"}, ""},
		{"nothing is written there", nil, ""},
		{"an empty entry is nothing", []string{""}, ""},
		{"words are no number", []string{"+ask the front desk"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, ok := inventory.Listed(&person.Person{BusinessPhones: c.phones})
			if ok != (c.want != "") || ok && got != c.want {
				t.Errorf("got %q, %v, want %q", got, ok, c.want)
			}
		})
	}
}
