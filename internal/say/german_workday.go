package say

// germanWorkday is what is said about working time that nobody can work (workday/parse.go).
var germanWorkday = map[string]string{
	"%.40q names no days of the week. Write a run such as mon-fri, or days with commas between them, such as mon, wed, sat.":              "%.40q nennt keine Wochentage. Schreiben Sie von wann bis wann, zum Beispiel mon-fri, oder Tage mit Kommas dazwischen, zum Beispiel mon, wed, sat.",
	"%.40q is no time from when to when. Write the beginning and the end of the working day, such as 09:00-17:30; the day ends at 24:00.": "%.40q ist keine Arbeitszeit. Schreiben Sie Beginn und Ende des Arbeitstags, zum Beispiel 09:00-17:30; der Tag endet um 24:00.",
	"The working day begins at %s, so it cannot end at %s. Begin and end it on the same day, such as 09:00-17:30.":                        "Der Arbeitstag beginnt um %s und kann darum nicht um %s enden. Beginn und Ende liegen am selben Tag, zum Beispiel 09:00-17:30.",
	"%.40q is no day of the calendar. Write 2026-12-25 for that day alone, or 12-25 for that day of every year.":                          "%.40q ist kein Tag im Kalender. Schreiben Sie 2026-12-25 für diesen einen Tag oder 12-25 für diesen Tag in jedem Jahr.",
	"These are %d holidays in every year, and there can be %d. Write the others with their year, such as 2026-12-25.":                     "Das sind %d jährliche Feiertage, höchstens %d sind möglich. Schreiben Sie die übrigen mit Jahr, zum Beispiel 2026-12-25.",
}
