// Command numberdesk gives a company a phone-number desk inside Microsoft Teams.
//
// This is the tour of the house, bottom up. Imports go strictly down, and a test holds them to it:
//
//	6  cmd/numberdesk      flags, signals, exit codes
//	5  demo                the whole product with a simulated Microsoft, in one process
//	4  server              wiring: configuration, routes, schedule, shutdown, the command line's socket
//	3  desk                every command, click and effect
//	2  store   graph   teams   card       edges, siblings, named after what they touch
//	1  request   inventory   persona      rules: pure; no I/O, no clock, no context, no logger
//	0  phone  activity  person  lifecycle  sheet  rule  workday  (+ cards, manifest and deploy, which embed themselves)
//	   problem and say below them: how everything refuses, and how it speaks
//	beside: sim (the simulated Microsoft), contract (what Graph promises), transcript, e2e
//
// # Floor 0: words
//
// Package phone has numbers in E.164 and ranges of them. Package person has what the directory says of
// somebody, and the one rule about licences. Package activity has the Bot Framework's words. Package
// lifecycle is the shape of a state table that draws itself. Package sheet reads and writes spreadsheets as people
// have them, package rule evaluates expressions over a person, package workday counts working time. Package problem is
// the error that is passed around: a kind, a sentence for the person, a cause for the log. Package say has sentences
// before they are spoken: a format in English, what fills it, and the one catalogue with the other languages; cards,
// notifications and terminals speak them.
//
// # Floor 1: rules
//
// Package request is the life of a request: read lifecycle.go, it is a table of from, event, to, effects;
// what is not in it cannot happen; list.go has the same for a list of people. Who may ask and who decides is in policy.go. Package inventory is the
// same for a number: its life, which ranges serve whom (range.go, scope.go), which are never given out
// (pattern.go), how long the stock lasts (stock.go), and what to do when Teams shows something else than we
// know (compare.go). Package persona says what belongs to somebody's role besides a number, and how far he is from it.
// Rules take now as an argument and return what must happen.
//
// # Floor 2: edges
//
// Package store keeps it all in one bbolt file, behind a seam of ordered bytes: numbers, requests, the
// outbox (outbox.go), the audit with its format for ever (audit.go, seal.go). Package graph is Microsoft
// Graph through Microsoft's SDK: reads are complete or an error, writes are sent once. Package teams is the
// endpoint that takes only Microsoft's word, and the connector that speaks to people. Package card fills
// the templates in /cards.
//
// # Floor 3: the desk
//
// A click arrives in turn.go. It is decided by the rules, and the new state, its audit entry, the effects
// and the answer are written in one transaction (change.go; the moves are in move.go). The answer leaves at
// once. The queue (queue.go) performs the effects afterwards, in lanes, one at a time in each; effect.go is
// the only place where a kind of effect becomes a call. An effect can always be performed again, because it
// looks before it acts: errand.go is the one way by which a number changes in Teams Phone, assign.go and
// unassign.go say what for, and swap.go puts the two together when somebody changes his number. grant.go grants
// the policies that go with one. reconcile.go compares the inventory with the tenant, settle.go makes the changes.
// reach.go finds the way to a person, pick.go the number for him, route.go those who decide, list.go is a request
// for many. A command that has to ask Microsoft first is answered from the outbox too (later.go). The package's
// own comment (doc.go) names the file for everything that can happen.
//
// # Floors 4 to 6: running it
//
// Package server reads the configuration (config.go is its manual), serves, reconciles on schedule, stops
// gracefully, and lets the command line talk to a running desk over a socket.
//
// # Beside the house
//
// Package sim is Microsoft's login, Graph and Bot Connector in memory, stricter than the real ones. Demo,
// tests and crash tests use the same one. Package transcript plays conversations written as text, and
// package e2e holds them: start reading there, in testdata/request.txt. Package contract holds what the
// desk sends to Graph, and what the simulated one answers, against Microsoft's description of it.
package main
