// Every card the desk shows, held against Microsoft's own types of Teams' cards: a wrong element, a wrong value of an
// enumeration or a property of the wrong type does not compile.

import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { check } from './checks.mjs'
import { build, cards, modules } from './places.mjs'

const folder = join(build, 'cards')

// compile writes a card as a literal of its type, and answers what the compiler says of each, by name.
function compile(literals) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, card] of Object.entries(literals)) {
    const literal = JSON.stringify(card, null, 2)
    writeFileSync(join(folder, `${name}.ts`), `import type { IAdaptiveCard } from '@microsoft/teams.cards'\n\nexport const card: IAdaptiveCard = ${literal}\n`)
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
    compilerOptions: {
      strict: true, noEmit: true, skipLibCheck: true, module: 'esnext', moduleResolution: 'bundler', target: 'esnext', types: [],
      paths: { '@microsoft/teams.cards': [join(modules, '@microsoft', 'teams.cards', 'dist', 'index.d.ts')] },
    },
    include: ['*.ts'],
  }))
  let said = ''
  try {
    execFileSync(process.execPath, [join(modules, 'typescript', 'bin', 'tsc'), '-p', folder, '--pretty', 'false'], { cwd: folder, encoding: 'utf8' })
  } catch (error) {
    said = error.stdout
    if (!said) throw error
  }
  const errors = Object.fromEntries(Object.keys(literals).map((name) => [name, '']))
  let last = ''
  for (const line of said.trim().split('\n').filter(Boolean)) {
    last = line.match(/^([^(\s]+)\.ts\(/)?.[1] ?? last
    if (!(last in errors)) throw new Error(line)
    errors[last] += line + '\n'
  }
  return errors
}

export async function checkCards() {
  const literals = {}
  for (const file of readdirSync(cards).filter((f) => f.endsWith('.golden.json'))) {
    const card = JSON.parse(readFileSync(join(cards, file), 'utf8'))
    literals[file.replace('.golden.json', '')] = card
  }
  // The compiler must be able to say no: a card nobody may show.
  literals.wrong = { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', text: 'x', weight: 'heavy' }] }
  let errors = {}
  await check('the compiler refuses a card that is wrong', () => {
    errors = compile(literals)
    if (errors.wrong === '') throw new Error('it compiled')
  })
  delete errors.wrong
  for (const [name, error] of Object.entries(errors)) {
    await check(`card ${name} is one of Teams'`, () => {
      if (error) throw new Error(error.trim())
    })
  }
}
