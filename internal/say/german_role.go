package say

// germanRole is about numbers and policies that come with somebody's role or with what the directory says.
var germanRole = map[string]string{
	// A number that the directory shows already (desk/adopt.go).
	"the directory shows it as this person's business phone":  "im Verzeichnis steht sie als geschäftliche Telefonnummer dieser Person",
	"It was picked because %s.":                               "Sie wurde ausgewählt: %s.",
	"%s is shown for others, too.":                            "%s steht auch bei anderen.",
	"The business phone in the directory cannot be taken: %s": "Die geschäftliche Telefonnummer im Verzeichnis kann nicht vergeben werden: %s",
}
