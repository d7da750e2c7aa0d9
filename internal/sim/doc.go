// Package sim is Microsoft, simulated: the login, Microsoft Graph's Teams telephony and directory routes, the Bot
// Framework connector, and the people who talk to the bot, over net/http on one host.
//
// It promises to be stricter than Microsoft. Tokens are real signed tokens and are verified for real; a request that
// Microsoft would refuse is refused with Microsoft's words; a request nobody should send (an unknown route, query option
// or property, a card Teams would not show) is refused and kept in [Tenant.Violations], which a test asserts empty.
// Operations are asynchronous, reads lag behind writes and an accepted request's connection drops now and then, all
// decided by [Tenant.Seed] and by nothing else.
//
// It never imports another package of this module, so that a misreading of the wire in the product cannot be shared by
// its witness, and it never reads anything but the clock: time is time.Now, so that a testing/synctest bubble moves it.
//
// A reader starts at [World] (who and what is there), [Tenant] (the running company) and [Person] (somebody in a chat).
// Each route says the page of Microsoft it follows, and what of it is not modeled.
package sim
