package sim

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

var (
	readUsers   = []string{"User.Read.All", "Directory.Read.All", "User.ReadWrite.All"}
	readMembers = []string{"GroupMember.Read.All", "Group.Read.All", "Directory.Read.All"}
)

func init() {
	serves(graph,
		// "List users": pages of 100, at most 999, by $skiptoken. Not modeled: filters other than on the id, $search,
		// $orderby, $count and everything that needs ConsistencyLevel.
		route{method: "GET", path: "users", name: "users", permissions: readUsers,
			query: []string{"$select", "$expand", "$top", "$filter", "$skiptoken"}, serve: (*Tenant).listUsers},
		// "Get user", by object id or userPrincipalName.
		route{method: "GET", path: "users/{}", name: "users", permissions: readUsers, query: []string{"$select", "$expand"}, serve: (*Tenant).getUser},
		// "List manager". A contact as manager is not modeled.
		route{method: "GET", path: "users/{}/manager", name: "manager", permissions: readUsers, query: []string{"$select"}, serve: (*Tenant).getManager},
		// "List licenseDetails". Each plan is shown as a product of its own.
		route{method: "GET", path: "users/{}/licenseDetails", name: "licenseDetails", permissions: readUsers, query: []string{"$select"}, serve: (*Tenant).licenseDetails},
		// "Get deleted item (directory object)": for 30 days after deletion.
		route{method: "GET", path: "directory/deletedItems/{}", name: "deletedItems", permissions: readUsers, query: []string{"$select"}, serve: (*Tenant).deletedItem},
		route{method: "GET", path: "directory/deletedItems/{}/microsoft.graph.user", name: "deletedItems", permissions: readUsers,
			query: []string{"$select"}, serve: (*Tenant).deletedItem},
	)
}

// standardUser are the properties "user resource type" returns without a $select; knownUser are all that may be asked for.
var (
	standardUser = []string{"businessPhones", "displayName", "givenName", "id", "jobTitle", "mail", "mobilePhone",
		"officeLocation", "preferredLanguage", "surname", "userPrincipalName"}
	knownUser = append([]string{"accountEnabled", "usageLocation", "country", "city", "department", "companyName", "userType",
		"assignedPlans", "assignedLicenses", "provisionedPlans", "onPremisesSyncEnabled", "employeeId", "createdDateTime",
		"deletedDateTime", "state", "streetAddress"}, standardUser...)
)

func (t *Tenant) user(a *account) map[string]any {
	given, surname, _ := strings.Cut(a.Name, " ")
	plans, products := []any{}, []any{}
	for _, plan := range sorted(a.plans) {
		plans = append(plans, map[string]any{"assignedDateTime": a.since.UTC().Format(time.RFC3339), "capabilityStatus": a.plans[plan],
			"service": servicePlans[plan].service, "servicePlanId": servicePlans[plan].id})
		if a.plans[plan] != "Deleted" {
			products = append(products, map[string]any{"disabledPlans": []string{}, "skuId": guid("sku", plan)})
		}
	}
	userType, phones, synced := "Member", []string{}, any(nil)
	if a.BusinessPhone != "" {
		phones = append(phones, a.BusinessPhone)
	}
	if a.Synced {
		synced = true
	}
	if a.Kind == "guest" {
		userType = "Guest"
	}
	// Teams writes an assigned number into the directory with its synchronization, much later; here never.
	u := map[string]any{"id": a.ID, "displayName": a.Name, "givenName": given, "surname": surname, "userPrincipalName": a.UPN, "mail": a.UPN,
		"jobTitle": orNull(a.JobTitle), "department": orNull(a.Department), "officeLocation": orNull(a.Office), "city": orNull(a.City),
		"country": orNull(a.Country), "usageLocation": orNull(a.UsageLocation), "businessPhones": phones, "mobilePhone": nil,
		"preferredLanguage": orNull(a.PreferredLanguage), "accountEnabled": !a.Disabled, "userType": userType, "assignedPlans": plans, "assignedLicenses": products,
		"provisionedPlans": []any{}, "companyName": "Contoso", "onPremisesSyncEnabled": synced, "employeeId": nil, "state": nil, "streetAddress": nil,
		"createdDateTime": "2024-01-08T09:00:00Z"}
	if !a.deleted.IsZero() {
		u["deletedDateTime"] = a.deleted.UTC().Format(time.RFC3339)
	}
	return u
}

// shape is how $select and $expand cut a user; managed tells whether the manager goes with it.
type shape struct {
	names   []string
	managed bool
	manager []string
}

func (c *call) shape() (shape, answer) {
	names, a := chosen(c.query.Get("$select"), "user", standardUser, knownUser)
	if a.refused() {
		return shape{}, a
	}
	s := shape{names: names}
	switch expand := c.query.Get("$expand"); {
	case expand == "":
	case expand == "manager":
		s.managed, s.manager = true, standardUser
	case strings.HasPrefix(expand, "manager($select=") && strings.HasSuffix(expand, ")"):
		s.managed = true
		s.manager, a = chosen(expand[len("manager($select="):len(expand)-1], "user", standardUser, knownUser)
	default:
		a = wrong(http.StatusBadRequest, "BadRequest", "Parsing OData Select and Expand failed: '%s'.", expand)
	}
	return s, a
}

func (t *Tenant) shaped(a *account, s shape) map[string]any {
	u := only(t.user(a), s.names)
	if s.managed {
		if m := t.managerOf(a); m != nil {
			boss := only(t.user(m), s.manager)
			boss["@odata.type"] = "#microsoft.graph.user"
			u["manager"] = boss
		}
	}
	return u
}

func (t *Tenant) managerOf(a *account) *account {
	if a.Manager == "" {
		return nil
	}
	return t.alive(t.people[a.Manager].ID)
}

func (t *Tenant) listUsers(c *call) answer {
	s, a := c.shape()
	if a.refused() {
		return a
	}
	conditions, a := filter(c.query.Get("$filter"), "id")
	if a.refused() {
		return a
	}
	top, a := c.integer("$top", 100, 1, 999)
	if a.refused() {
		return a
	}
	start := 0
	if token := c.query.Get("$skiptoken"); token != "" {
		at, err := strconv.Atoi(strings.TrimPrefix(token, "RFNwdAIAAQ"))
		if err != nil || at < 0 {
			return wrong(http.StatusBadRequest, "Directory_ExpiredPageToken", "The specified page token value is not valid.")
		}
		start = at
	}
	var value []any
	for i, who := range t.order[min(start, len(t.order)):] {
		if t.alive(who.ID) == nil || slices.ContainsFunc(conditions, func(c condition) bool { return !strings.EqualFold(c.value, who.ID) }) {
			continue
		}
		if len(value) == top {
			return c.page(value, c.with("$skiptoken", "RFNwdAIAAQ"+strconv.Itoa(start+i)))
		}
		value = append(value, t.shaped(who, s))
	}
	return c.page(value, nil)
}

func notFound(what string) answer {
	return refuse(http.StatusNotFound, "Request_ResourceNotFound",
		"Resource '%s' does not exist or one of its queried reference-property objects are not present.", what)
}

func (t *Tenant) getUser(c *call) answer {
	s, a := c.shape()
	if a.refused() {
		return a
	}
	who := t.alive(c.args[0])
	if who == nil {
		return notFound(c.args[0])
	}
	return ok(t.shaped(who, s))
}

func (t *Tenant) getManager(c *call) answer {
	names, a := chosen(c.query.Get("$select"), "user", standardUser, knownUser)
	if a.refused() {
		return a
	}
	who := t.alive(c.args[0])
	if who == nil {
		return notFound(c.args[0])
	}
	boss := t.managerOf(who)
	if boss == nil {
		return notFound("manager")
	}
	u := only(t.user(boss), names)
	u["@odata.type"] = "#microsoft.graph.user"
	return ok(u)
}

func (t *Tenant) licenseDetails(c *call) answer {
	names, a := chosen(c.query.Get("$select"), "licenseDetails", []string{"id", "skuId", "skuPartNumber", "servicePlans"},
		[]string{"id", "skuId", "skuPartNumber", "servicePlans"})
	if a.refused() {
		return a
	}
	who := t.alive(c.args[0])
	if who == nil {
		return notFound(c.args[0])
	}
	var value []any
	for _, plan := range sorted(who.plans) {
		if who.plans[plan] != "Deleted" {
			value = append(value, only(map[string]any{"id": segment([]byte(plan)), "skuId": guid("sku", plan), "skuPartNumber": plan, "servicePlans": []any{map[string]any{
				"servicePlanId": servicePlans[plan].id, "servicePlanName": plan, "provisioningStatus": "Success", "appliesTo": "User"}}}, names))
		}
	}
	return c.page(value, nil)
}

func (t *Tenant) deletedItem(c *call) answer {
	names, a := chosen(c.query.Get("$select"), "user", append([]string{"deletedDateTime"}, standardUser...), knownUser)
	if a.refused() {
		return a
	}
	who := t.directory[strings.ToLower(c.args[0])]
	if who == nil || who.purged || who.deleted.IsZero() || time.Since(who.deleted) > 30*24*time.Hour {
		return notFound(c.args[0])
	}
	u := only(t.user(who), names)
	u["@odata.type"] = "#microsoft.graph.user"
	return ok(u)
}
