// The main story in three windows of Microsoft's test client, each a person's: what one does shows in another's.

import { check } from './checks.mjs'
import { Person, open } from './browser.mjs'
import { free, gone, start } from './demo.mjs'
import { build } from './places.mjs'

const number = '+41 44 668 10 00'

export async function checkStory() {
  let demo
  if (!await check('numberdesk demo opens a window for each of the three', async () => {
    demo = await start()
    const names = Object.keys(demo.windows).join(' ')
    if (names !== 'Adele Megan Alex') throw new Error(`it opened ${names}`)
  })) return
  let pids = []
  let browser
  try {
    pids = demo.pids()
    browser = await open()
    await play(demo, browser.context)
  } catch (error) {
    await check('the story goes on to its end', () => { throw error })
  } finally {
    await browser?.close()
  }
  await check('Ctrl-C ends it with 0, and leaves no process, no file and no port', async () => {
    const code = await demo.stop()
    if (code !== 0) throw new Error(`it ended with ${code}`)
    const left = await gone(pids)
    if (pids.length < 3 || left.length > 0) throw new Error(`${left.length} of ${pids.length} processes are left`)
    if (demo.files().length > 0) throw new Error(`it leaves ${demo.files()}`)
    for (const address of [demo.page, ...Object.values(demo.windows)]) {
      if (!await free(address)) throw new Error(`${address} is still served`)
    }
  }) || demo.kill()
  demo.forget()
}

// checkKill ends the demonstration in a way it cannot answer.
export async function checkKill() {
  await check('killed outright, it leaves no window behind', async () => {
    const demo = await start()
    const pids = demo.pids()
    demo.kill()
    await demo.ended
    const left = await gone(pids)
    demo.forget()
    if (pids.length < 3 || left.length > 0) throw new Error(`${left.length} of ${pids.length} processes are left`)
  })
}

async function play(demo, context) {
  const combined = await context.newPage()
  await combined.setViewportSize({ width: 1920, height: 1000 })
  await check('the page shows all three beside each other', async () => {
    await combined.goto(demo.page, { waitUntil: 'domcontentloaded' }) // three clients are loading; each is waited for below
    for (const frame of await combined.locator('iframe').all()) {
      await frame.contentFrame().getByText('Phone numbers for Teams').waitFor()
    }
    await combined.waitForFunction(() => [...document.querySelectorAll('iframe')].every((frame) => frame.style.transform))
    for (const frame of combined.frames()) {
      await frame.waitForFunction(() => innerWidth < 1600 || frameElement === null)
      await frame.waitForFunction(() => document.getAnimations().every((animation) => animation.playState !== 'running'))
    }
    await combined.screenshot({ path: `${build}/00-all.png` })
  })
  await combined.close()

  const adele = await Person.at(context, 'Adele', demo.windows.Adele)
  const megan = await Person.at(context, 'Megan', demo.windows.Megan)
  const alex = await Person.at(context, 'Alex', demo.windows.Alex)

  const ask = async (why) => {
    await adele.says('request')
    const form = await adele.sees('Get a phone number', 'Megan Bowen decides.')
    await form.getByLabel('Why do you need it?').fill(why)
    await adele.picture('form')
    await form.getByRole('button', { name: 'Send request' }).click()
    await adele.sees('Waiting for Megan Bowen', number)
    await adele.picture('waiting')
  }
  await check('Adele asks, and says why', () => ask('I would like one'))
  await check('Megan denies without a reason, and is asked for one', async () => {
    const card = await megan.sees('Adele Vance asks for a phone number', 'I would like one')
    await card.getByRole('button', { name: 'Deny', exact: true }).click()
    await megan.sees('Say why you deny', 'I would like one')
    await megan.picture('why-deny')
  })
  await check("Megan denies with a reason, and Adele's card says so", async () => {
    const card = await megan.sees('Say why you deny')
    await card.getByLabel('Your reason').fill('You have a mobile')
    await card.getByRole('button', { name: 'Deny', exact: true }).click()
    await megan.sees('Denied by Megan Bowen', 'You have a mobile')
    await megan.picture('denied')
    await adele.sees('Denied by Megan Bowen', 'You have a mobile')
    await adele.picture('denied')
  })
  await check('Adele asks again, with a better reason', () => ask('New starter in the shop'))
  await check('Megan has the card, with who, what and why', async () => {
    await megan.sees('Adele Vance asks for a phone number', number, 'New starter in the shop', 'You are the manager')
    await megan.picture('asked')
  })
  await check('Megan sees what waits for her on one card', async () => {
    await megan.says('approvals')
    await megan.sees('1 request waits for your decision', 'Adele Vance', 'New starter in the shop')
    await megan.picture('approvals')
  })
  await check('Megan approves, and her card says so', async () => {
    const card = await megan.sees('Adele Vance asks for a phone number', 'New starter in the shop')
    await card.getByRole('button', { name: 'Approve', exact: true }).click()
    await megan.sees('Approved by', 'New starter in the shop')
    await megan.picture('approved')
  })
  await check("Adele's card becomes her number", async () => {
    await adele.sees('Your number is ready', number, 'Megan Bowen')
    await adele.sees('This is your phone number. People can call you now')
    await adele.misses('Waiting for')
    await adele.picture('number')
  })
  await check('Megan sees that the number is in use, and can press nothing more', async () => {
    const card = await megan.sees('The number is in use', number)
    const buttons = await card.getByRole('button').count()
    if (buttons > 0) throw new Error(`the card still has ${buttons} buttons`)
    await megan.picture('in-use')
  })
  await check('Adele gets no second number', async () => {
    await adele.says('request')
    await adele.sees('You already have the number', number)
    await adele.picture('no-second')
  })
  await check('Adele does not run the desk', async () => {
    await adele.says('sync')
    await adele.sees('admin')
    await adele.picture('no-admin')
  })
  await check('Alex lists the numbers', async () => {
    await alex.says('numbers')
    await alex.sees('110 numbers', number, 'Adele Vance', 'zurich')
    await alex.picture('numbers')
  })
  await check('Alex compares with Teams, and nothing differs', async () => {
    await alex.says('sync')
    await alex.sees('In agreement with Teams')
    await alex.picture('sync')
  })
  await check('Alex asks why', async () => {
    await alex.says('why +41446681000')
    await alex.sees('Adele Vance asked for it', 'Megan Bowen approved it')
    await alex.picture('why')
  })
  await check('Alex asks what there is to say', async () => {
    await alex.says('help')
    await alex.sees('For telephony admins')
    await alex.picture('help')
  })
  await change(adele)
  await approveOneOfSeveral(adele, megan, alex)
  await askForSeveral(megan, alex)
  await release(alex)
}

// another is the number Adele changes to: the lowest that is free.
const another = '+41 44 668 10 01'

async function change(adele) {
  await check('Adele asks for another number instead of hers', async () => {
    await adele.says('request change')
    const form = await adele.sees('Change your phone number', `Instead of ${number}`)
    await form.getByLabel('Why do you need it?').fill('Easier to remember')
    await adele.picture('change')
    await form.getByRole('button', { name: 'Send request' }).click()
    await adele.sees('Waiting for Megan Bowen', another, 'Instead of')
    await adele.picture('change-waiting')
  })
}

async function approveOneOfSeveral(adele, megan, alex) {
  await check('Alex asks for himself, and needs an approval like everybody', async () => {
    await alex.says('request')
    const form = await alex.sees('Get a phone number', 'Megan Bowen decides.')
    await form.getByLabel('Why do you need it?').fill('On call')
    await form.getByRole('button', { name: 'Send request' }).click()
    await alex.sees('Waiting for Megan Bowen')
  })
  await check('Megan sees both on one card, each with buttons of its own', async () => {
    await megan.sees('Alex Wilber asks for a phone number', 'On call')
    await megan.says('approvals')
    await megan.sees('2 requests wait for your decision', 'Adele Vance', 'Easier to remember', 'Alex Wilber', 'On call')
    await megan.picture('several')
  })
  await check('Megan approves one of them there, and the other stays', async () => {
    const card = await megan.sees('2 requests wait for your decision')
    await card.getByRole('button', { name: 'Approve R-3', exact: true }).click()
    await megan.sees('1 request waits for your decision', 'Alex Wilber')
    await megan.picture('one-left')
  })
  await check('Adele has the other number, and reads that the first is not hers any more', async () => {
    await adele.sees('This is your phone number now', `not on ${number} any more`)
    await adele.picture('changed')
  })
}

async function askForSeveral(megan, alex) {
  await check('Megan asks for two of her people at once', async () => {
    await megan.says('request for LidiaH@contoso.com, NestorW@contoso.com')
    const form = await megan.sees('Phone numbers for 2 people', 'One approval is for all of them.')
    await form.getByLabel('Why are they needed?').fill('The new hotline')
    await megan.picture('list-form')
    await form.getByRole('button', { name: 'Send request' }).click()
    await megan.sees('Phone numbers for 2 people', 'Waiting for the telephony admins', 'Munich', 'Berlin')
    await megan.picture('list-waiting')
  })
  await check('Alex decides on both with one click, because Megan has no manager', async () => {
    const card = await alex.sees('Megan Bowen asks for phone numbers for 2 people', 'Lidia Holloway, Nestor Wilke', 'The new hotline')
    await alex.picture('list-asked')
    await card.getByRole('button', { name: 'Approve', exact: true }).click()
    await alex.sees('Approved by', 'The new hotline')
  })
  await check("Megan's card says that both have their numbers", async () => {
    await megan.sees('Phone numbers for 2 people', '2 numbers are in use.', 'Approved by')
    await megan.picture('list-done')
  })
}

async function release(alex) {
  await check('Alex is asked before a number is taken', async () => {
    await alex.says(`release ${another.replaceAll(' ', '')}`)
    await alex.sees(`Release ${another}?`, 'Adele Vance', 'Nothing is changed yet.')
    await alex.picture('release')
  })
  await check('Alex keeps it with her', async () => {
    const card = await alex.sees(`Release ${another}?`)
    await card.getByRole('button', { name: 'Keep', exact: true }).click()
    await alex.sees('Kept', `${another} stays with Adele Vance.`)
    await alex.picture('kept')
  })
}
