// numberdesk demo as a process: started, asked where its windows are, and ended.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { here, numberdesk, root } from './places.mjs'

// start runs the demonstration until stop, and answers its page's address and those of its windows by first name.
export async function start() {
  const scratch = mkdtempSync(join(tmpdir(), 'numberdesk-playground-'))
  const child = spawn(numberdesk, ['demo', '--no-browser', '--playground', here],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, TMPDIR: scratch } })
  let said = ''
  const ended = new Promise((resolve) => child.on('close', (code, signal) => resolve(code ?? signal)))
  await new Promise((resolve, reject) => {
    const hear = (bytes) => {
      said += bytes
      if (said.includes('Ctrl-C')) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    ended.then((code) => reject(new Error(`numberdesk demo ended with ${code}:\n${said}`)))
  })
  const page = said.match(/http:\/\/\S+/)[0]
  const html = await (await fetch(page)).text()
  const windows = {}
  for (const [, url, name] of html.matchAll(/<iframe src="([^"]+)" title="(\w+)/g)) windows[name] = url
  return {
    page, windows, ended,
    // files are what it has written and not removed.
    files: () => readdirSync(scratch),
    forget: () => rmSync(scratch, { recursive: true, force: true }),
    pids: () => children(child.pid),
    stop: () => {
      child.kill('SIGINT')
      return ended
    },
    kill: () => child.kill('SIGKILL'),
  }
}

// children are the process ids below pid, as /proc tells; the windows are grandchildren of nobody else.
function children(pid) {
  const parents = new Map()
  for (const entry of readdirSync('/proc').filter((e) => /^\d+$/.test(e))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8')
      parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It ended while we looked.
    }
  }
  const below = (of) => [...parents].filter(([, parent]) => parent === of).flatMap(([child]) => [child, ...below(child)])
  return below(pid)
}

// lives tells whether a process runs. One that ended but was not yet collected by its parent does not.
export function lives(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !['Z', 'X'].includes(stat.slice(stat.lastIndexOf(')') + 2)[0])
  } catch {
    return false
  }
}

// gone waits until none of the processes runs, and answers those that still do after ten seconds.
export async function gone(pids) {
  const until = Date.now() + 10_000
  while (pids.some(lives) && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20))
  return pids.filter(lives)
}

// free tells whether nobody listens on the port of an address any more.
export function free(address) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(Number(new URL(address).port), () => server.close(() => resolve(true)))
  })
}
