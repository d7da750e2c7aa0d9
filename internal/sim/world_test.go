package sim

import (
	"strings"
	"testing"
)

func TestTheSampleCompany(t *testing.T) {
	world, err := ParseWorld(sampleWorld)
	if err != nil {
		t.Fatal(err)
	}
	tenant := New(world)
	if n := len(tenant.numbers.order); n != 110 {
		t.Errorf("it has %d numbers, want 110", n)
	}
	free := 0
	for e, n := range tenant.numbers.by {
		if strings.HasPrefix(e, "+4989") && n.now.target == "" {
			free++
		}
	}
	if free != 2 {
		t.Errorf("Munich has %d free numbers, want 2", free)
	}
}

func TestWorldsThatCannotBe(t *testing.T) {
	const head = "tenant_id: 47eaa099-2cb6-416d-86dc-283cf0480ff9\napp_id: 1509bb0a-9bf1-4331-8a11-8783593942a4\nsecret: s\n"
	const adele = "people:\n- {key: adele, id: f5ec52ed-0108-4475-92e1-bc7656670b14"
	tests := []struct{ name, text, want string }{
		{"an unknown key is named with its line", head + "peeple: []\n", "[4:1]"},
		{"a tenant without id", "secret: s\n", "must be GUIDs"},
		{"a plan that is none", head + adele + ", plans: [E5]}\n", "unknown service plan"},
		{"a manager who is nobody", head + adele + ", manager: zoe}\n", "is nobody"},
		{"a key twice", head + adele + "}\n- {key: adele, id: f5ec52ed-0108-4475-92e1-bc7656670b15}\n", "nobody else's"},
		{"a member who is nobody", head + "groups:\n- {key: g, id: f5ec52ed-0108-4475-92e1-bc7656670b14, members: [zoe]}\n", "is nobody"},
		{"numbers out of order", head + "numbers:\n- {first: \"+49305550002\", last: \"+49305550001\", type: directRouting}\n", "in order"},
		{"a number outside its range", head + adele + "}\nnumbers:\n- {first: \"+49305550001\", last: \"+49305550002\", type: directRouting, assigned: {\"+49305550003\": adele}}\n", "cannot be"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := ParseWorld([]byte(tt.text)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error is %v, want it to say %q", err, tt.want)
			}
		})
	}
}

func TestACrowd(t *testing.T) {
	world := Sample()
	world.Crowd(3, "+41315550008")
	tenant := New(world)
	if got := tenant.Holder("+41315550010"); got != "crowd-3" {
		t.Errorf("the last number is %q's", got)
	}
}
