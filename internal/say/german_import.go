package say

// germanImport is what a spreadsheet did to the inventory, or would do, and what is wrong with its lines.
var germanImport = map[string]string{
	// Commands.
	"Import numbers and ranges from a spreadsheet": "Nummern und Nummernbereiche aus einer Tabelle importieren",
	"Export numbers and ranges to a spreadsheet":   "Nummern und Nummernbereiche in eine Tabelle exportieren",
	"Import": "Importieren",
	"Cancel": "Abbrechen",

	// A plan, and what came of it.
	"%d line adds something: %s.":    "%d Zeile fügt etwas hinzu: %s.",
	"%d lines add something: %s.":    "%d Zeilen fügen etwas hinzu: %s.",
	"%d line changes something: %s.": "%d Zeile ändert etwas: %s.",
	"%d lines change something: %s.": "%d Zeilen ändern etwas: %s.",
	"%s and others":                  "%s und weitere",
	"%d line says that its number is in use. That is Teams' to say: sync finds out.":     "%d Zeile sagt, dass die Nummer in Gebrauch ist. Das weiß Teams: „sync“ findet es heraus.",
	"%d lines say that their numbers are in use. That is Teams' to say: sync finds out.": "%d Zeilen sagen, dass die Nummern in Gebrauch sind. Das weiß Teams: „sync“ findet es heraus.",
	"Type ranges to see them, or sync to find out which are in use.":                     "Geben Sie „ranges“ ein, um sie zu sehen, oder „sync“, um herauszufinden, welche in Gebrauch sind.",
	"Nothing is changed yet. Type import --plan %s to do it.":                            "Noch ist nichts geändert. Geben Sie „import --plan %s“ ein, um es zu tun.",
	"Nothing is changed yet. The plan is kept for a day.":                                "Noch ist nichts geändert. Der Plan bleibt einen Tag erhalten.",
	"Nothing to import": "Nichts zu importieren",
	"Everything in the file is in the inventory already.":                               "Alles, was in der Datei steht, ist schon im Bestand.",
	"%d more line is wrong.":                                                            "%d weitere Zeile ist falsch.",
	"%d more lines are wrong.":                                                          "%d weitere Zeilen sind falsch.",
	"Correct these lines and drop the file here again.":                                 "Korrigieren Sie diese Zeilen und legen Sie die Datei noch einmal hier ab.",
	"A plan has its file already. It is written: import --plan %s":                      "Ein Plan hat seine Datei schon. Man schreibt: import --plan %s",
	"There is no plan %.20q; one is kept for a day. Import the file again to make one.": "Es gibt keinen Plan %.20q; ein Plan bleibt einen Tag erhalten. Importieren Sie die Datei noch einmal, um einen zu erhalten.",
	"Imported already":                           "Schon importiert",
	"This plan was done on %s. It is done once.": "Dieser Plan wurde am %s ausgeführt. Er wird nur einmal ausgeführt.",
	"The inventory has changed since this plan was made, so nothing was imported. Import the file again to see what it would do now.": "Der Bestand hat sich geändert, seit dieser Plan gemacht wurde; darum wurde nichts importiert. Importieren Sie die Datei noch einmal, um zu sehen, was sie jetzt tun würde.",
	"${title}. Update Teams, or open this chat in Teams on the web, to see the plan.":                                                 "${title}. Aktualisieren Sie Teams oder öffnen Sie diesen Chat in Teams im Web, um den Plan zu sehen.",

	// What is wrong with a file or a line; the name of a column is before it.
	"There is no column %q (%s). Columns are %s. Rename it, or delete it.": "Es gibt keine Spalte %q (%s). Spalten sind %s. Benennen Sie sie um oder löschen Sie sie.",
	"A column number is needed, or the columns first and last for ranges.": "Nötig ist eine Spalte „number“ oder für Nummernbereiche die Spalten „first“ und „last“.",
	"Line %d, column %s: %s": "Zeile %d, Spalte %s: %s",
	"it is empty. Name a number, or the first and the last of a range.":                                "Die Zelle ist leer. Nennen Sie eine Nummer oder die erste und die letzte eines Nummernbereichs.",
	"%s is in line %d already. Keep one of the two lines.":                                             "%s steht schon in Zeile %d. Behalten Sie eine der beiden Zeilen.",
	"range %s is in an earlier line of this file. Keep one of the two lines.":                          "Der Nummernbereich %s steht schon in einer früheren Zeile dieser Datei. Behalten Sie eine der beiden Zeilen.",
	"that is for a range, but this line is about a single number. Empty the cell, or the number's.":    "Das gilt für einen Nummernbereich, aber in dieser Zeile geht es um eine einzelne Nummer. Leeren Sie diese Zelle oder die der Nummer.",
	"that is for a single number, but this line is about a range. Empty the cell, or name the number.": "Das gilt für eine einzelne Nummer, aber in dieser Zeile geht es um einen Nummernbereich. Leeren Sie die Zelle oder nennen Sie die Nummer.",
	"the number belongs to range %s, where this is %q, not %.40q. Correct the cell or empty it.":       "Die Nummer gehört zum Nummernbereich %s; dort steht %q, nicht %.40q. Korrigieren Sie die Zelle oder leeren Sie sie.",
	"%.20q is no whole number.":                                                                              "%.20q ist keine ganze Zahl.",
	"%.20q is no capability; use user or service.":                                                           "%.20q ist keine Verwendung; möglich sind „user“ und „service“.",
	"%.20q is no state to import; use available, reserved or blocked.":                                       "%.20q ist kein Zustand, der sich importieren lässt; möglich sind „available“, „reserved“ und „blocked“.",
	"that is for a number that is kept. Write reserved or blocked into the column state, or empty the cell.": "Das gilt für eine Nummer, die zurückgehalten wird. Schreiben Sie „reserved“ oder „blocked“ in die Spalte „state“ oder leeren Sie die Zelle.",
	"a blocked number is for nobody. Write reserved into the column state, or empty the cell.":               "Eine gesperrte Nummer ist für niemanden. Schreiben Sie „reserved“ in die Spalte „state“ oder leeren Sie die Zelle.",
	"a reserved number needs a person or a purpose it is for.":                                               "Eine reservierte Nummer braucht eine Person oder einen Zweck, für die oder den sie ist.",
	"the directory has nobody with the address %.60q. Correct it, or write a purpose.":                       "Das Verzeichnis kennt niemanden mit der Adresse %.60q. Korrigieren Sie sie oder schreiben Sie einen Zweck.",
	"%s Leave the cell empty, or change the number first.":                                                   "%s Lassen Sie die Zelle leer oder ändern Sie zuerst die Nummer.",

	// An export.
	"Exported":     "Exportiert",
	"%s, with %s.": "%s mit %s.",
	"%d range":     "%d Nummernbereich",
	"%d ranges":    "%d Nummernbereiche",
	"The name of the file should end with .csv or .xlsx, or say --format csv.": "Der Name der Datei sollte mit .csv oder .xlsx enden; oder geben Sie „--format csv“ an.",
	"%.20q is no format to export; use csv or xlsx.":                           "%.20q ist kein Format für den Export; möglich sind „csv“ und „xlsx“.",
}
