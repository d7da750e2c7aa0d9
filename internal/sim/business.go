package sim

import (
	"cmp"
	"net/http"
)

func init() {
	// "Update user", for business phones alone: whatever else of a person, the product was not meant to write. Which people
	// are administrators, whose phones Graph refuses to most apps, is not modeled.
	serves(graph, route{method: "PATCH", path: "users/{}", name: "businessPhones",
		permissions: []string{"User-Phone.ReadWrite.All", "User.ReadWrite.All", "Directory.ReadWrite.All"}, serve: (*Tenant).setBusinessPhones})
}

func (t *Tenant) setBusinessPhones(c *call) answer {
	var b struct {
		BusinessPhones *[]string `json:"businessPhones"`
	}
	if err := c.decode(&b); err != nil || b.BusinessPhones == nil {
		return wrong(http.StatusBadRequest, "BadRequest", "Invalid request body: %v", err)
	}
	phone := ""
	switch phones := *b.BusinessPhones; {
	case len(phones) == 1 && phones[0] != "":
		phone = phones[0]
	case len(phones) > 0:
		return wrong(http.StatusBadRequest, "Request_BadRequest", "Invalid value specified for property 'businessPhones' of resource 'User'.")
	}
	who := t.alive(c.args[0])
	if who == nil {
		return notFound(c.args[0])
	}
	c.entry.Target, c.entry.Phone = who.Key, cmp.Or(phone, "none")
	if who.Synced {
		return refuse(http.StatusBadRequest, "Request_BadRequest",
			"Unable to update the specified properties for on-premises mastered Directory Sync objects or objects currently undergoing migration.")
	}
	who.BusinessPhone = phone
	t.changes++
	who.changed = t.changes
	return answer{status: http.StatusNoContent}
}
