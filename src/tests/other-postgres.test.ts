/**
 * Goal: the shop works with a PostgreSQL that is set up otherwise, or says in one line what it needs.
 * Method: roles of the test's own, with fewer rights or other defaults, on the run's server; then the state
 * of the orders.
 */
import { randomBytes } from 'node:crypto'
import type { Pool } from 'pg'
import { expect, inject } from 'vitest'
import { upTo, waitUntil } from '#common'
import { whenDone, anOrder, noDelays } from '#shop'
import { sendUnderKey } from '#trial'
import { test } from './test.ts'

test('options in the address and the schema that is set are both in force', async ({ clients, target }) => {
  const name = `own_${randomBytes(4).toString('hex')}`
  const address = new URL(inject('servers').postgres.address)
  address.searchParams.set('options', `-c search_path=pg_catalog -c application_name=${name}`)

  const shop = await target.serveSync({ ...noDelays, DATABASE_URL: address.href })
  await shop.placeOrder(anOrder(), 'once')

  expect(await target.store.orders()).toBe(1)
  const { rowCount } = await clients.postgres.query(
    'select from pg_stat_activity where application_name = $1',
    [name],
  )
  expect(rowCount).toBeGreaterThan(0)
})

test('a role that may not create a schema works in one that it owns', async ({ clients, target }) => {
  await using role = await createRole(clients.postgres)
  await clients.postgres.query(`create schema ${role.name} authorization ${role.name}`)

  const shop = await target.serveSync({ ...noDelays, ...role.settings })

  expect(await shop.placeOrder(anOrder())).toMatchObject({ success: true })
})

test('a role that may only read and write works where the tables are', async ({ clients, target }) => {
  await using owner = await createRole(clients.postgres)
  await using role = await createRole(clients.postgres, owner.name)
  await clients.postgres.query(`create schema ${owner.name} authorization ${owner.name}`)
  await target.serveSync({ ...noDelays, ...owner.settings })
  await clients.postgres.query(`
    grant usage on schema ${owner.name} to ${role.name};
    grant select, insert, update, delete on all tables in schema ${owner.name} to ${role.name}`)

  const shop = await target.serveSync({ ...noDelays, ...role.settings })

  expect(await shop.placeOrder(anOrder())).toMatchObject({ success: true })
})

test('a right that is missing is named in one line', async ({ clients, ourShop }) => {
  await using owner = await createRole(clients.postgres)
  await using role = await createRole(clients.postgres, owner.name)
  const lineOf = async () =>
    String(await ourShop.run('publish-again', role.settings).catch((error: unknown) => error))
      .trim()
      .split('\n')
      .slice(1)

  const withoutSchema = await lineOf()
  await clients.postgres.query(`
    create schema ${owner.name} authorization ${owner.name}; grant usage on schema ${owner.name} to ${role.name}`)
  const withoutTables = await lineOf()
  await ourShop.run('publish-again', owner.settings)
  const withoutRights = await lineOf()

  expect([withoutSchema, withoutTables, withoutRights]).toEqual([
    [
      expect.stringContaining(
        `the role "${role.name}" may not create the schema "${owner.name}" in the database "shop"`,
      ),
    ],
    [expect.stringContaining(`the role "${role.name}" may not create tables in the schema "${owner.name}"`)],
    [expect.stringMatching(new RegExp(`^the role "${role.name}" may not .*insert "${owner.name}".orders`))],
  ])
})

test('where transactions are serializable by default no order is lost', async ({ clients, target }) => {
  await using role = await createRole(clients.postgres)
  await clients.postgres.query(`
    create schema ${role.name} authorization ${role.name};
    alter role ${role.name} set default_transaction_isolation = serializable`)
  const settings = { ...noDelays, ...role.settings }
  const shop = await target.open(settings)

  const placed = await Promise.all(
    upTo(40).map(() => shop.placeOrder(anOrder({ product_id: 1, quantity: 1 }))),
  )

  const reports = await whenDone(target, shop, placed)
  expect(reports.filter(({ status }) => status !== 'completed')).toEqual([])

  const underOneKey = await Promise.all(upTo(40).map(() => sendUnderKey(shop, 'one key', anOrder())))
  expect(underOneKey.map(({ status }) => status)).toEqual(underOneKey.map(() => 200))
})

test('a database that becomes read-only is reported as such, and orders are accepted again by themselves', async ({
  clients,
  ourShop: target,
}) => {
  await using role = await createRole(clients.postgres)
  await clients.postgres.query(`create schema ${role.name} authorization ${role.name}`)
  const settings = { ...noDelays, ...role.settings }
  const [shop, consumers] = await Promise.all([target.serveAsync(settings), target.consume(settings)])
  const { id: before } = await shop.placeOrder(anOrder())

  await role.setReadOnly(true)
  await waitUntil(
    'the shop to be unready',
    () => readiness(shop),
    (status) => status === 503,
  )

  const order = await fetch(`${shop.url}/api/order`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(anOrder()),
  })
  expect(order.status).toBe(503)
  expect(order.headers.get('retry-after')).toBe('1')
  expect(await order.json()).toMatchObject({ error: 'the database is read-only; try again in a moment' })
  expect(await shop.get('/api/product/7')).toMatchObject({ status: 200 })
  expect(await readiness(consumers)).toBe(503)
  await waitUntil(
    'the shop to tell it',
    async () => target.output(),
    (output) => output.includes('trouble: database refuses what is asked (PostgreSQL is read-only'),
  )

  await role.setReadOnly(false)
  await waitUntil(
    'the shop to be ready',
    () => readiness(shop),
    (status) => status === 200,
  )
  const { id: after } = await untilPlaced(shop.placeOrder)
  const reports = await whenDone(target, shop, [before, after])
  expect(reports.map(({ status }) => status)).toEqual(['completed', 'completed'])
})

const readiness = async ({ url }: { url: string }) => (await fetch(`${url}/health/ready`)).status

/** A connection that was made while writing was forbidden is closed by the first order that finds it. */
async function untilPlaced(placeOrder: (order: ReturnType<typeof anOrder>) => Promise<{ id: number }>) {
  let placed: { id: number } | undefined
  await waitUntil(
    'an order to be taken',
    async () => (placed ??= await placeOrder(anOrder()).catch(() => undefined)),
    (answer) => answer !== undefined,
  )
  if (!placed) throw new Error('no order was taken')
  return placed
}

/** A role without any right, and the settings of a shop that uses it; removed with all that it owns. */
async function createRole(postgres: Pool, schema?: string) {
  const name = `role_${randomBytes(4).toString('hex')}`
  await postgres.query(`create role ${name} login password '${name}'`)
  const address = new URL(inject('servers').postgres.address)
  address.username = name
  address.password = name
  return {
    name,
    settings: { DATABASE_URL: address.href, DATABASE_SCHEMA: schema ?? name, DATABASE_POOL_SIZE: 5 },
    /** As on a server that was set so: sessions that there are end. */
    async setReadOnly(on: boolean) {
      await postgres.query(`alter role ${name} set default_transaction_read_only = ${on ? 'on' : 'off'}`)
      if (!on) return
      await postgres.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [
        name,
      ])
    },
    async [Symbol.asyncDispose]() {
      await postgres.query('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [
        name,
      ])
      await postgres.query(`drop owned by ${name} cascade`)
      await postgres.query(`drop role ${name}`)
    },
  }
}
