/**
 * Goal: the shop and the spec work with servers in common production set-ups.
 * Method: each server is started as the table says, in a container, and the spec is run as a user runs it, with
 * settings alone: the essential claims about both variants are ruled on, and no password is shown.
 */
import { expect, inject } from 'vitest'
import { judge } from '#set-ups'
import { test } from '../test.ts'
import { passwords, setUps } from './set-ups.ts'

/** A product is cached, an order is stored both ways, and each of its effects is done. */
const claims = [
  'read.first-miss-then-hit',
  'order.stored.sync',
  'order.stored.async',
  'event.envelope',
  'event.from-earliest',
]

for (const [name, start] of Object.entries(setUps)) {
  test(`an order is done and a product is cached with ${name}`, async ({ onTestFailed }) => {
    const servers = inject('servers')
    await using opened = new AsyncDisposableStack()
    const settings = await start({ servers, opened })

    const { verdicts, exitCode, output } = await judge(claims, {
      REDIS_URL: servers.redis.address,
      KAFKA_BROKERS: servers.kafka.address,
      DATABASE_URL: servers.postgres.address,
      ...settings,
    })

    onTestFailed(() => void process.stderr.write(`output of the run:\n${output}\n`))
    const held = Object.fromEntries(claims.map((id) => [id, 'holds']))
    expect({ verdicts, exitCode }).toEqual({ verdicts: held, exitCode: 0 })
    expect(passwords.filter((password) => output.includes(password))).toEqual([])
  })
}
