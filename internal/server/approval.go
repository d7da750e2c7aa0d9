package server

import (
	"cmp"
	"fmt"
	"time"

	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/request"
	"github.com/numberdesk/numberdesk/internal/rule"
)

// policy is the approval as the rules know it.
func (c *Config) policy() request.Policy {
	p := request.Policy{Sites: len(c.Roles.SiteAdmins) > 0, Fallback: sources(c.Approval.Fallback), OnBehalf: sources(c.Approval.OnBehalf)}
	for _, s := range c.Approval.Self {
		p.Self = append(p.Self, s.When)
	}
	for _, s := range c.Approval.Stages {
		p.Stages = append(p.Stages, request.Stage{Ask: sources(s.Approvers), Quorum: s.Quorum, Reason: s.Reason, When: s.When})
	}
	for _, o := range c.Approval.Owners {
		p.Owners = append(p.Owners, request.Owners{When: o.When, Ask: sources(o.Approvers)})
	}
	return p
}

func sources(list []string) []request.Source {
	var all []request.Source
	for _, s := range list {
		all = append(all, request.Source(s))
	}
	return all
}

func (c *Config) checkApproval() error {
	if len(c.Approval.Stages) > maxStages {
		return bad("approval.stages", "an approval may have %d stages.", maxStages)
	}
	for i, s := range c.Approval.Stages {
		where := fmt.Sprintf("approval.stages[%d]", i)
		if err := c.checkSources(where+".approvers", s.Approvers); err != nil {
			return err
		}
		switch {
		case len(s.Approvers) == 0:
			return bad(where, "this stage asks nobody; name its approvers, such as [manager].")
		case s.Quorum < 0 || s.Quorum > 20:
			return bad(where+".quorum", "a quorum is 1 to 20 approvals.")
		}
		if err := checkRule(where+".when", s.When); err != nil {
			return err
		}
	}
	for i, s := range c.Approval.Self {
		where := fmt.Sprintf("approval.self[%d]", i)
		if err := checkRule(where+".when", s.When); err != nil || s.When == "" {
			return cmp.Or(err, bad(where, "an empty rule would approve everything."))
		}
	}
	for i, o := range c.Approval.Owners {
		where := fmt.Sprintf("approval.owners[%d]", i)
		if err := c.checkSources(where+".approvers", o.Approvers); err != nil {
			return err
		}
		if err := checkRule(where+".when", o.When); err != nil || o.When == "" || len(o.Approvers) == 0 {
			return cmp.Or(err, bad(where, "owners need a rule (when) and approvers."))
		}
	}
	if err := c.checkSources("approval.fallback", c.Approval.Fallback); err != nil {
		return err
	}
	if err := c.checkSources("approval.on_behalf", c.Approval.OnBehalf); err != nil {
		return err
	}
	hasty := func(d Duration) bool { return d != 0 && d < Duration(time.Minute) }
	switch {
	case hasty(c.Approval.RemindAfter):
		return bad("approval.remind_after", "give people a minute at least, or write 0s for never.")
	case hasty(c.Approval.EscalateAfter):
		return bad("approval.escalate_after", "give people a minute at least, or write 0s for never.")
	case c.Approval.ExpireAfter <= 0:
		return bad("approval.expire_after", "give people some time to decide, such as 7d.")
	}
	return nil
}

// maxStages bounds an approval: nobody waits for more.
const maxStages = 10

// checkSources refuses approvers who could not be found.
func (c *Config) checkSources(key string, list []string) error {
	for i, text := range list {
		s := request.Source(text)
		where := fmt.Sprintf("%s[%d]", key, i)
		switch {
		case s == request.ApproverGroups && len(c.Roles.ApproverGroups) == 0:
			return bad(where, "roles.approver_groups names no groups.")
		case s == request.SiteAdmins && len(c.Roles.SiteAdmins) == 0:
			return bad(where, "roles.site_admins names nobody.")
		case s == request.Owner && len(c.Approval.Owners) == 0:
			return bad(where, "approval.owners names nobody.")
		case s.Group() != "" && !guid.MatchString(s.Group()), s.Person() != "" && !guid.MatchString(string(s.Person())):
			return bad(where, "%.60q is nobody who can be asked; use manager, managers_manager, owner, site_admins, approver_groups, admin_groups, group: and a group's object id, or a person's object id.", text)
		}
	}
	return nil
}

func checkRule(key, text string) error {
	if text == "" {
		return nil
	}
	if _, err := rule.CompileRequest(text); err != nil {
		return bad(key, "%s", problem.Say(err))
	}
	return nil
}
