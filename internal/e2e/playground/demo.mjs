// numberdesk demo as a process: started, asked where its windows are, and ended.

import { spawn } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { createServer } from 'node:net'

import { here, numberdesk, root } from './places.mjs'

// start runs the demonstration until stop, and answers its page's address and those of its windows by first name.
export async function start() {
  const child = spawn(numberdesk, ['demo', '--no-browser', '--playground', here], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
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
  const config = said.match(/--config (\S+)/)[1]
  const html = await (await fetch(page)).text()
  const windows = {}
  for (const [, url, name] of html.matchAll(/<iframe src="([^"]+)" title="(\w+)/g)) windows[name] = url
  return {
    page, windows, config,
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

// lives tells whether a process is there.
export function lives(pid) {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

// free tells whether nobody listens on the port of an address any more.
export function free(address) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(Number(new URL(address).port), () => server.close(() => resolve(true)))
  })
}
