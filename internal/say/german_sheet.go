package say

// germanSheet is what is wrong with a file that is to be imported, or that cannot be written (internal/sheet).
var germanSheet = map[string]string{
	"The sheets %s and %s have the same columns, and one is read. Put all lines into one of them, or hide the other.":                                                       "Die Blätter %s und %s haben dieselben Spalten, und nur eines wird gelesen. Bringen Sie alle Zeilen in eines davon oder blenden Sie das andere aus.",
	"Line %d: column %s holds %s, but the header in line %d names one column alone, %s. Name the others; if that is a title, delete it: the header must be the first line.": "Zeile %d: In Spalte %s steht %s, aber die Kopfzeile in Zeile %d nennt nur eine Spalte, %s. Benennen Sie die anderen; ist das ein Titel, löschen Sie ihn: Die Kopfzeile muss die erste Zeile sein.",
	// The file.
	"%s has more than %d MB. Split it into several files.":                                                                     "%s hat mehr als %d MB. Teilen Sie die Datei in mehrere auf.",
	"%s has more than %d lines. Split it into several files.":                                                                  "%s hat mehr als %d Zeilen. Teilen Sie die Datei in mehrere auf.",
	"%s holds more than can be read at once. Split it into several files.":                                                     "%s enthält mehr, als auf einmal gelesen werden kann. Teilen Sie die Datei in mehrere auf.",
	"%s is empty. It needs a line with the columns' names and a line for each entry.":                                          "%s ist leer. Nötig sind eine Zeile mit den Namen der Spalten und eine Zeile für jeden Eintrag.",
	"%s is no spreadsheet. Save the table as Excel Workbook (.xlsx) or as CSV UTF-8 and import that.":                          "%s ist keine Tabelle. Speichern Sie die Tabelle als Excel-Arbeitsmappe (.xlsx) oder als CSV UTF-8 und importieren Sie diese Datei.",
	"%s is a workbook of Excel 2003 or older. Save it as Excel Workbook (.xlsx) and import that.":                              "%s ist eine Arbeitsmappe aus Excel 2003 oder älter. Speichern Sie sie als Excel-Arbeitsmappe (.xlsx) und importieren Sie diese Datei.",
	"%s is protected by a password. Open it, remove the password (File, Info, Protect Workbook), save it and import it again.": "%s ist mit einem Kennwort geschützt. Öffnen Sie die Datei, entfernen Sie das Kennwort (Datei, Informationen, Arbeitsmappe schützen), speichern Sie sie und importieren Sie sie noch einmal.",
	"%s cannot be read; it may be damaged. Open it in Excel, save it anew and import that.":                                    "%s kann nicht gelesen werden; die Datei ist vielleicht beschädigt. Öffnen Sie sie in Excel, speichern Sie sie neu und importieren Sie die neue Datei.",
	"%s takes too long to read. Split it into several files, or save the table alone as CSV UTF-8, and import that.":           "%s zu lesen dauert zu lange. Teilen Sie die Datei in mehrere auf oder speichern Sie nur die Tabelle als CSV UTF-8, und importieren Sie das.",
	"%s unpacks to far more than a table needs, so it was not opened. Save the table alone as CSV UTF-8 and import that.":      "%s wird entpackt viel größer, als eine Tabelle es braucht, und wurde darum nicht geöffnet. Speichern Sie nur die Tabelle als CSV UTF-8 und importieren Sie diese Datei.",

	// Its header.
	"Line %d should name the columns, such as number, but column %s holds %s. Put a line with the names above it.": "In Zeile %d sollten die Namen der Spalten stehen, zum Beispiel „number“, aber in Spalte %s steht %s. Fügen Sie darüber eine Zeile mit den Namen ein.",
	"Line %d has more than %d columns. Delete those that are not needed.":                                          "Zeile %d hat mehr als %d Spalten. Löschen Sie die Spalten, die nicht gebraucht werden.",
	"Line %d: columns %s and %s are both named %s. Rename or delete one of them.":                                  "Zeile %d: Die Spalten %s und %s heißen beide %s. Benennen Sie eine davon um oder löschen Sie sie.",

	// Its lines.
	"Line %d has %d of %d columns. Complete it, or save the table anew as CSV UTF-8.":                                                                                 "Zeile %d hat %d von %d Spalten. Ergänzen Sie die Zeile oder speichern Sie die Tabelle neu als CSV UTF-8.",
	"Line %d: column %s holds %s, but the header in line %d names no such column. Name it or empty the cell; a cell with a separator in it belongs in double quotes.": "Zeile %d: In Spalte %s steht %s, aber die Kopfzeile (Zeile %d) nennt keine solche Spalte. Benennen Sie die Spalte oder leeren Sie die Zelle; eine Zelle mit einem Trennzeichen darin gehört in doppelte Anführungszeichen.",
	"Line %d, column %s begins with a double quote, but does not end with one. Write a double quote inside a cell twice.":                                             "Zeile %d, Spalte %s beginnt mit einem doppelten Anführungszeichen, endet aber nicht mit einem. Schreiben Sie ein solches Zeichen innerhalb einer Zelle zweimal.",
	"Line %d, column %s holds more than %d characters. Shorten it.":                                                                                                   "Zeile %d, Spalte %s enthält mehr als %d Zeichen. Kürzen Sie den Text.",

	// What is written.
	"An Excel workbook holds %d lines at most. Export CSV, or fewer numbers at a time.":      "Eine Excel-Arbeitsmappe fasst höchstens %d Zeilen. Exportieren Sie CSV oder weniger Nummern auf einmal.",
	"Line %d, column %s holds more than the %d characters of a workbook's cell. Export CSV.": "Zeile %d, Spalte %s enthält mehr als die %d Zeichen, die eine Zelle der Arbeitsmappe fasst. Exportieren Sie CSV.",
}
