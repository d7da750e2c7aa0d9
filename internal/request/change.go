package request

import "github.com/numberdesk/numberdesk/internal/phone"

// Changes reports whether the request is to change one number for another: a person's, or a service's.
func (r Request) Changes() bool { return r.Kind == Change || r.Kind == Service && r.Old != "" }

// GivesUp reports whether the request is to change this number for another one. Microsoft lets a person have one primary
// number, so the old one goes before the new one comes; until the new one is read back the old one is kept for the request.
func (r Request) GivesUp(n phone.Number) bool { return r.Changes() && r.Old != "" && r.Old == n }

// Has reports whether the request holds this number: the one it is to bring, or the one that goes for it.
func (r Request) Has(n phone.Number) bool { return r.Number == n || r.GivesUp(n) }

// Both reports whether somebody may be given two numbers at once: the old and the new one of his open change.
func (r Request) Both(a, b phone.Number) bool {
	return r.Open() && a != b && r.Changes() && r.Has(a) && r.Has(b)
}
