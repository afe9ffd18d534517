import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const main = fileURLToPath(new URL('main.ts', import.meta.url))
const compileCache = fileURLToPath(new URL('../node_modules/.cache/receipts', import.meta.url))
const usage =
  'usage: node src/main.ts serve-sync | serve-async | consume [email-service] [sms-service] [inventory-service] [analytics-service] | publish-again | put-dead-letters-back'

test.concurrent.each([
  ['no command', [], {}, usage],
  ['an unknown command', ['sell'], {}, `there is no command "sell"; ${usage}`],
  ['an unknown group', ['consume', 'fax-service'], {}, `there is no group "fax-service"; ${usage}`],
  [
    'a group where none belongs',
    ['serve-sync', 'sms-service'],
    {},
    `serve-sync takes no "sms-service"; ${usage}`,
  ],
  [
    'an unknown option',
    ['serve-sync', '--port=1'],
    {},
    `there are no options; what can be set is set in the environment; ${usage}`,
  ],
  [
    'a wrong setting',
    ['serve-sync'],
    { DB_LATENCY_MS: 'fast' },
    'DB_LATENCY_MS must be a whole number from 0 to 60000, not "fast"',
  ],
  [
    'no PostgreSQL',
    ['serve-sync'],
    { DATABASE_URL: 'postgres://127.0.0.1:1/shop' },
    'PostgreSQL does not answer: connect ECONNREFUSED 127.0.0.1:1; set DATABASE_URL',
  ],
  [
    'an address with a password',
    ['serve-sync'],
    { DATABASE_URL: 'mysql://me:secret@127.0.0.1:1/shop' },
    'DATABASE_URL must be an address like postgres://user:password@host:5432/database, not "mysql://***@127.0.0.1:1/shop"',
  ],
  [
    'an address with a password in its query',
    ['serve-sync'],
    { DATABASE_URL: 'mysql://127.0.0.1:1/shop?user=me&password=secret' },
    'DATABASE_URL must be an address like postgres://user:password@host:5432/database, not "mysql://127.0.0.1:1/shop?***"',
  ],
  [
    'an address with a password that has a slash in it',
    ['serve-sync'],
    { DATABASE_URL: 'postgres://me:sec/ret@127.0.0.1:1/shop' },
    'DATABASE_URL must be an address like postgres://user:password@host:5432/database, not "postgres://***@127.0.0.1:1/shop"',
  ],
])('%s ends the program with one line that says so', async (_, command, settings, line) => {
  expect(await run(command, settings)).toEqual({ code: 1, stderr: `${line}\n` })
})

/** Runs the program until it ends by itself. */
function run(
  command: readonly string[],
  settings: Readonly<Record<string, string>>,
): Promise<{ code: unknown; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [main, ...command],
      { env: { NODE_COMPILE_CACHE: compileCache, ...settings } },
      (error, _stdout, stderr) => resolve({ code: error?.code ?? 0, stderr }),
    )
  })
}
