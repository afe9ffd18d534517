/**
 * Goal: `npm start` opens the shop to look at: orders are placed as it says, their mails are seen as they came, and
 * Ctrl-C ends all of it.
 * Method: it runs as a process of its own, on this run's servers, and is used by what it prints.
 */
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, inject } from 'vitest'
import { z } from 'zod'
import { waitUntil } from '#common'
import { freePorts } from '#servers'
import { anOrder, connectShop, createNamespace } from '#shop'
import { test } from './test.ts'

test('npm start opens both shops, shows the mails, and ends with Ctrl-C', async ({
  clients,
  onTestFailed,
}) => {
  await using names = createNamespace(clients)
  const run = await start(names)
  onTestFailed(() => void process.stderr.write(run.output()))
  const invitation = await waitUntil('it to be open', async () => run.output(), isOpen, limits)

  for (const [, url = ''] of invitation.matchAll(/-X POST (\S+)\/api\/order/g)) {
    await using shop = connectShop(url)
    expect(await shop.placeOrder(anOrder())).toMatchObject({ success: true })
  }
  const [, received = ''] = /curl (\S+\/received)/.exec(invitation) ?? []
  const mails = await waitUntil(
    'the mails of both orders',
    async () => mailsIn(await (await fetch(received)).json()),
    (some) => some.length === 2,
    limits,
  )
  run.interrupt()

  for (const mail of mails) expect(mail).toContain('Subject: Order')
  expect(await run.exitCode).toBe(0)
  expect(run.output()).toContain('nothing is left running')
})

const limits = { timeoutMs: 100_000, intervalMs: 100 }

const program = fileURLToPath(new URL('../../fixtures/shop/ours/start.ts', import.meta.url))

async function start(names: { schema: string; keyPrefix: string; topic: string; groupPrefix: string }) {
  const { redis, kafka, postgres } = inject('servers')
  const [syncPort, asyncPort] = await freePorts(2)
  const child = execa(process.execPath, [program], {
    reject: false,
    all: true,
    env: {
      REDIS_URL: redis.address,
      KAFKA_BROKERS: kafka.address,
      DATABASE_URL: postgres.address,
      DATABASE_SCHEMA: names.schema,
      CACHE_KEY_PREFIX: names.keyPrefix,
      ORDER_TOPIC: names.topic,
      GROUP_PREFIX: names.groupPrefix,
      SYNC_PORT: String(syncPort),
      ASYNC_PORT: String(asyncPort),
      EMAIL_FAILURE_RATE: '0',
      SMS_FAILURE_RATE: '0',
    },
  })
  let output = ''
  child.all.on('data', (chunk: Buffer) => (output += chunk))
  return {
    output: () => output,
    interrupt: () => void child.kill('SIGINT'),
    exitCode: child.then(({ exitCode }) => exitCode),
  }
}

const isOpen = (output: string): boolean => output.includes('Ctrl-C stops everything')

const mailsIn = (received: unknown): string[] =>
  z
    .array(z.looseObject({ service: z.string(), raw: z.string() }))
    .parse(received)
    .flatMap(({ service, raw }) => (service === 'email' ? [raw] : []))
