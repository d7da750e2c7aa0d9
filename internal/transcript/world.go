package transcript

import (
	"fmt"
	"slices"
	"strings"

	"github.com/numberdesk/numberdesk/internal/sim"
)

// block is of a bot by a person, or of a number by the tenant.
func block(on bool) func(*sim.Tenant, []string) ([]string, error) {
	return func(t *sim.Tenant, args []string) ([]string, error) {
		switch {
		case len(args) == 2 && args[0] == "tenant":
			return nil, t.BlockAssignment(args[1], on)
		case len(args) == 2:
			return nil, fmt.Errorf("%q blocks no numbers", args[0])
		}
		return by(func(p *sim.Person) error { p.Block(on); return nil })(t, args)
	}
}

func policy(t *sim.Tenant, args []string) ([]string, error) {
	count := slices.Index([]string{"none", "one", "several"}, args[0])
	if count < 0 {
		return nil, fmt.Errorf("%q is not none, one or several", args[0])
	}
	return nil, t.SetPolicies(args[1], strings.Join(args[2:], " "), count)
}

func grant(t *sim.Tenant, args []string) ([]string, error) {
	return nil, t.Grant(args[0], args[1], strings.Join(args[2:], " "))
}

func voice(t *sim.Tenant, args []string) ([]string, error) {
	on, err := switched(args[1])
	if err != nil {
		return nil, err
	}
	return nil, t.SetEnterpriseVoice(args[0], on)
}

func sync(t *sim.Tenant, args []string) ([]string, error) {
	on, err := switched(args[1])
	if err != nil {
		return nil, err
	}
	return nil, t.Synchronize(args[0], on)
}

func consent(t *sim.Tenant, args []string) ([]string, error) {
	name, on := strings.CutPrefix(args[0], "+")
	if !on {
		var off bool
		if name, off = strings.CutPrefix(args[0], "-"); !off {
			return nil, fmt.Errorf("a permission is given with + or taken with -, not %q", args[0])
		}
	}
	t.Permit(name, on)
	return nil, nil
}

func switched(word string) (bool, error) {
	switch word {
	case "on":
		return true, nil
	case "off":
		return false, nil
	}
	return false, fmt.Errorf("%q is neither on nor off", word)
}
