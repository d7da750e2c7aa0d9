// Chromium and the windows in it.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { chromium } from 'playwright-core'

import { build } from './places.mjs'

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

// open starts a browser with a profile of its own, which close removes. Nothing outside this machine is asked for.
export async function open() {
  const profile = mkdtempSync(join(tmpdir(), 'numberdesk-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, args: flags,
    viewport: { width: 1280, height: 900 },
  })
  context.setDefaultTimeout(60_000) // three clients load at once, on whatever machine this is
  await context.route((url) => !['localhost', '127.0.0.1'].includes(url.hostname), (route) => route.abort())
  return {
    context,
    close: async () => {
      await context.close()
      rmSync(profile, { recursive: true, force: true })
    },
  }
}

// Person is somebody at her window of Microsoft 365 Agents Playground.
export class Person {
  static #shots = 0

  constructor(name, page) {
    this.name = name
    this.page = page
  }

  static async at(context, name, url) {
    const page = await context.newPage()
    await page.goto(url, { waitUntil: 'domcontentloaded' })
    const person = new Person(name, page)
    await person.sees('Phone numbers for Teams')
    return person
  }

  // says types a line and sends it.
  async says(text) {
    await this.page.bringToFront()
    const composer = this.page.locator('[data-lexical-editor=true]')
    await composer.click()
    await composer.pressSequentially(text)
    await this.page.keyboard.press('Enter')
  }

  // sees waits for all texts to stand in one card, the newest that has them, and answers that card.
  async sees(...texts) {
    let card = this.page.locator('.ac-adaptiveCard')
    for (const text of texts) card = card.filter({ hasText: text })
    try {
      await card.last().waitFor()
    } catch (error) {
      const shown = await this.page.locator('.ac-adaptiveCard').last().innerText().catch(() => 'no card')
      throw new Error(`${this.name} does not see ${texts.join(' + ')} in one card; the last one says:\n${shown}`, { cause: error })
    }
    await card.last().scrollIntoViewIfNeeded()
    return card.last()
  }

  // misses tells that a text stands on none of the cards.
  async misses(text) {
    const count = await this.page.locator('.ac-adaptiveCard').filter({ hasText: text }).count()
    if (count > 0) throw new Error(`${this.name} sees ${text} on ${count} cards`)
  }

  // picture keeps what the window shows now.
  async picture(step) {
    Person.#shots++
    await this.page.bringToFront()
    await this.page.screenshot({ path: join(build, `${String(Person.#shots).padStart(2, '0')}-${this.name.toLowerCase()}-${step}.png`) })
  }
}
