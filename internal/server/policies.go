package server

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/desk"
	"github.com/numberdesk/numberdesk/internal/inventory"
	"github.com/numberdesk/numberdesk/internal/persona"
	"github.com/numberdesk/numberdesk/internal/problem"
	"github.com/numberdesk/numberdesk/internal/store"
)

// lookUpPolicies says at the start what the configuration names that is not in Teams. Nothing of it, and no tenant out of
// reach, keeps the desk from starting: what cannot be granted stays open and visible at its request.
func (s *Server) lookUpPolicies(ctx context.Context) {
	for _, remark := range s.c.Remarks {
		s.log.Warn("configuration", "remark", remark)
	}
	if !s.c.personas().Any() {
		return
	}
	wrong, err := s.Desk.CheckPolicies(ctx)
	if err != nil {
		s.log.Warn("the policies of personas could not be looked up", problem.Cause(err))
	}
	for _, m := range wrong {
		s.log.Warn("configuration", "remark", s.c.misnamed(m))
	}
}

// misnamed says where a policy is written that is not one in Teams, and why not.
func (c *Config) misnamed(m desk.Misnamed) string { return c.places[m.Wanted] + m.Why.String() }

// personas proves that all is there that personas name: each policy once in Teams, the ranges in the store.
func (p *prover) personas(finder desk.PolicyFinder) {
	ps := p.c.personas()
	if !ps.Any() {
		return
	}
	for _, remark := range p.c.Remarks {
		p.proofs = append(p.proofs, Proof{Item: "policies", OK: true, Without: true, Found: remark})
	}
	var wrong []desk.Misnamed
	if !p.look("policies", func(ctx context.Context) (found string, err error) {
		if wrong, err = desk.CheckPolicies(ctx, finder, ps); err != nil {
			return "", err
		}
		return fmt.Sprintf("%d of %d found", len(ps.Policies())-len(wrong), len(ps.Policies())), nil
	}) {
		return
	}
	for _, m := range wrong {
		p.proofs = append(p.proofs, Proof{Item: "policies", Found: p.c.misnamed(m)})
	}
	p.look("persona ranges", func(ctx context.Context) (string, error) { return p.personaRanges(ctx, ps) })
}

// personaRanges proves that the ranges of personas are there. While a desk runs on the store, it alone can say.
func (p *prover) personaRanges(ctx context.Context, ps persona.Personas) (string, error) {
	const later = "numberdesk personas says whether they are there, once the desk has ranges"
	if conn, err := net.Dial("unix", SocketPath(p.c)); err == nil {
		return "the running desk knows: numberdesk personas", conn.Close()
	}
	if _, err := os.Stat(p.c.Store.Path); err != nil {
		return later, nil
	}
	db, err := store.Open(p.c.Store.Path)
	if err != nil {
		return "", err
	}
	var known []string
	err = db.View(ctx, func(tx store.Tx) error {
		ranges, err := store.Ranges(tx)
		known = inventory.Names(ranges)
		return err
	})
	if err = errors.Join(err, db.Close()); err != nil {
		return "", err
	}
	var missing []string
	for i, one := range p.c.personaList() {
		for _, name := range one.Ranges {
			if !slices.Contains(known, name) {
				missing = append(missing, fmt.Sprintf("personas[%d].ranges, persona %s: there is no range %s", i, one.Name, name))
			}
		}
	}
	if len(missing) > 0 {
		return "", errors.New(strings.Join(missing, "; ") + ". Add it, or correct the name")
	}
	return "all there", nil
}
