// What Microsoft gives to check an app without a tenant: its card types, its manifest schema, its test client.

import { checkCards } from './cards.mjs'
import { finish } from './checks.mjs'
import { checkPackage } from './package.mjs'
import { checkKill, checkStory } from './story.mjs'

await checkCards()
await checkPackage()
await checkStory()
await checkKill()
finish()
