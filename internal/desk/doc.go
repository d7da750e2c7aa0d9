// Package desk is where rules meet effects: every command, every click, every effect of the desk.
// It decides by the rules of request and inventory, writes what it decided together with its audit entry
// and what it owes the world in one transaction, and performs what it owes afterwards. What it needs of
// the outside it declares here; it speaks no wire.
//
// Where to read, by what happens. A file's name begins with its topic; what ends in _view or _words only says, and what ends
// in _test shows.
//
// Somebody writes or clicks. turn.go takes it, command.go finds the word and roles.go who may say it; later.go answers what
// has to ask Microsoft first. change.go is the one transaction, move.go how numbers and requests move in it, owe.go what
// the lifecycle's effects owe the world, answer.go what is said back. queue.go performs what is owed, in lanes; effect.go is
// where a kind of effect becomes a call.
//
// A request is made. applicant.go is who asks and what Microsoft says of him, form.go the form, ask.go the form being sent;
// pick.go finds a number, order.go is an admin's way, behalf.go that of who asks for others. A list of people is looked
// up in list_plan.go, sent and settled in list.go.
//
// People decide. approvers.go finds who, route.go puts it to them, decide.go counts a decision. delegate.go and
// standin.go let others decide, unfit.go ends that, hand.go is an admin's. overdue.go and remind.go keep the time,
// absence.go and mailboxes.go look who is away.
//
// A number changes in Teams. errand.go is the only way, and patience.go how long it waits for what passes by itself;
// assign.go, unassign.go and putback.go say what for. swap.go puts them together to a change of number, which swap_may.go
// looks at before; release.go asks before anything is taken. judge.go finds out what is behind a refusal, replace.go takes
// another number instead of one that Teams gives to nobody, delay.go says what a delivery waits for, and stuck.go what needs
// an admin. location.go sees to emergency locations.
//
// What goes with a number: persona.go says what, equip.go sees to it until it is done, grant.go looks and grants,
// business_phone.go writes the directory, left.go is what Graph cannot do.
//
// Teams changes by itself. reconcile.go compares, voice.go listens whether people can call, settle.go makes the
// changes, sync.go is the word for it.
//
// The inventory's words are in numbers.go, ranges.go, keep.go, forbid.go, stock.go; spreadsheets in importing.go and
// exporting.go. What happened is told by timeline.go to who asked, by history.go and why.go to admins.
package desk
