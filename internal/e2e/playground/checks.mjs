// Checks that run one after the other, each told on a line, and a sum at the end.

let passed = 0
let failed = 0

// check runs one check; what it throws is why it failed. It answers whether it passed.
export async function check(name, fn) {
  try {
    await fn()
  } catch (error) {
    failed++
    console.log(`not ok  ${name}\n        ${String(error?.message ?? error).replaceAll('\n', '\n        ')}`)
    return false
  }
  passed++
  console.log(`ok      ${name}`)
  return true
}

// finish prints the sum and ends the process, with 1 when a check failed or when there was none.
export function finish() {
  console.log(`${passed} passed, ${failed} failed`)
  process.exit(failed === 0 && passed > 0 ? 0 : 1)
}
