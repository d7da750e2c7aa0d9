package demo

import (
	_ "embed"
	"html/template"
	"net/http"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// steps are what somebody who sees the windows for the first time may do.
var steps = []string{
	"As Adele type request, give a reason and send it.",
	"As Megan press Approve.",
	"Adele has her number. As Alex type numbers, sync, why +41446681000 or help.",
}

// page shows all windows beside each other.
func (s *stage) page(w http.ResponseWriter, _ *http.Request) {
	type seat struct{ Name, Role, Title, URL string }
	var seats []seat
	for _, w := range s.windows {
		seats = append(seats, seat{w.who.Name, w.role, w.who.JobTitle, "http://" + w.address + "/"})
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if err := pageTemplate.Execute(w, map[string]any{"Seats": seats, "Steps": steps}); err != nil {
		s.o.Log.Warn("page not written", "cause", err)
	}
}
