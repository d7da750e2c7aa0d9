package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/numberdesk/numberdesk/internal/person"
	"github.com/numberdesk/numberdesk/internal/problem"
)

// rolesKept is how long a group membership is believed: a removed admin stays one no longer than that.
const rolesKept = 2 * time.Minute

// isAdmin asks the configuration, then the directory. When the directory does not answer nobody new is let in.
func (d *Desk) isAdmin(ctx context.Context, id person.ID) (bool, error) {
	if slices.Contains(d.o.Admins, id) {
		return true, nil
	}
	if id == "" || len(d.o.AdminGroups) == 0 {
		return false, nil
	}
	if admin, known := d.roles.recall(id); known {
		return admin, nil
	}
	in, err := d.dir.MemberOf(ctx, id, d.o.AdminGroups)
	if err != nil {
		return false, problem.Wrap(err, problem.Busy, "The directory did not say whether you are a telephony admin. Please try again in a minute.")
	}
	d.roles.remember(id, len(in) > 0, rolesKept)
	return len(in) > 0, nil
}

// knowsRole reports whether isAdmin can tell without asking the directory.
func (d *Desk) knowsRole(id person.ID) bool {
	if slices.Contains(d.o.Admins, id) || id == "" || len(d.o.AdminGroups) == 0 {
		return true
	}
	_, known := d.roles.recall(id)
	return known
}

// isKnownAdmin is isAdmin without asking the directory.
func (d *Desk) isKnownAdmin(ctx context.Context, id person.ID) (bool, error) {
	if !d.knowsRole(id) {
		return false, nil
	}
	return d.isAdmin(ctx, id)
}

// admins are all telephony admins, each once, those among them who cannot decide any more, too. Of those who are named in
// the configuration the directory is not asked. In haste they are those who can be told without a directory that does not
// answer.
func (d *Desk) admins(ctx context.Context, haste bool) ([]*person.Person, error) {
	all, err := d.membersOf(ctx, d.o.AdminGroups, haste)
	if err != nil && (len(d.o.Admins) == 0 || !passable(err, haste)) {
		return nil, err
	}
	all = append(all, those(d.o.Admins)...) // behind the groups, whose word of an account counts
	slices.SortStableFunc(all, func(a, b *person.Person) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return slices.CompactFunc(all, func(a, b *person.Person) bool { return a.ID == b.ID }), nil
}

// membersOf are the members of all groups. One that is gone has none, and one that cannot be read keeps nobody of the others
// from being found.
func (d *Desk) membersOf(ctx context.Context, groups []string, haste bool) (all []*person.Person, unread error) {
	for _, group := range groups {
		members, err := d.dir.Members(ctx, group)
		switch {
		case err == nil:
			all = append(all, members...)
		case problem.KindOf(err) == problem.NotFound:
		case ctx.Err() == nil && passable(err, haste):
			d.log.Warn("a group was not read", "group", group, problem.Cause(err))
			unread = err
		default:
			return nil, err
		}
	}
	if len(all) > 0 {
		return all, nil
	}
	return nil, unread
}
