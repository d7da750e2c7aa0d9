// The app package the binary writes, held against Microsoft's own schema of the version it names.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import Ajv from 'ajv-draft-04'
import addFormats from 'ajv-formats'

import { check } from './checks.mjs'
import { build, modules, numberdesk } from './places.mjs'
import { unzip } from './zip.mjs'

const app = '1509bb0a-9bf1-4331-8a11-8783593942a4'

// size is the width and height of a PNG.
const size = (png) => `${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`

export async function checkPackage() {
  const file = join(build, 'numberdesk.zip')
  let files = {}
  await check('numberdesk manifest writes a package of a manifest and two icons', () => {
    execFileSync(numberdesk, ['manifest', '--file', file], { env: { ...process.env, NUMBERDESK_BOT_APP_ID: app, NUMBERDESK_BOT_TENANT_ID: app } })
    files = unzip(readFileSync(file))
    const names = Object.keys(files).sort().join(' ')
    if (names !== 'color.png manifest.json outline.png') throw new Error(`it holds ${names}`)
  })
  await check("the manifest keeps Microsoft's schema of its version, which refuses a wrong one", () => {
    const manifest = JSON.parse(files['manifest.json'])
    const path = join(modules, '@microsoft', 'app-manifest', 'build', 'json-schemas', 'teams', `v${manifest.manifestVersion}`, 'MicrosoftTeams.schema.json')
    const ajv = new Ajv({ strict: false, allErrors: true })
    addFormats(ajv)
    const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')))
    if (!validate(manifest)) throw new Error(ajv.errorsText(validate.errors, { separator: '\n' }))
    if (validate({ ...manifest, accentColor: 'blue' })) throw new Error('a wrong color was accepted')
    if (manifest.bots[0].botId !== app) throw new Error(`it names the bot ${manifest.bots[0].botId}`)
  })
  await check('the icons are 192 and 32 pixels square', () => {
    const sizes = `${size(files['color.png'])} ${size(files['outline.png'])}`
    if (sizes !== '192x192 32x32') throw new Error(`they are ${sizes}`)
  })
}
