// Where things are, from the folder of this file.

import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const here = dirname(fileURLToPath(import.meta.url))
export const root = join(here, '..', '..', '..')
export const modules = join(here, 'node_modules')
export const numberdesk = process.env.NUMBERDESK ?? join(root, 'bin', 'numberdesk')
export const cards = join(root, 'cards', 'testdata')
export const build = join(root, 'build', 'playground')

mkdirSync(build, { recursive: true })
