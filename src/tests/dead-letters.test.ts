/**
 * Goal: a dead letter that cannot be put back stays where it is, and none is passed over.
 * Method: the command that puts them back fails in the middle, and is run again.
 */
import { expect, inject } from 'vitest'
import { editsVariable, type Edit } from '../../fixtures/mutants/mutant.ts'
import { upTo } from '../../fixtures/range.ts'
import { createOurShop } from '../../fixtures/target/our-shop.ts'
import { settle } from '../../fixtures/target/settle.ts'
import { anOrder } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { test } from './test.ts'

const failsAtTheThird: Edit = {
  file: 'src/dead-letters.ts',
  find: 'const order = parseOrderEvent(',
  replace:
    "if (putBack === 2) throw new Error('the third cannot be put back')\n    const order = parseOrderEvent(",
}

test('dead letters that could not be put back are put back by the next run', async ({
  clients,
  startProgram,
  unobserved,
}) => {
  await using target = createOurShop({ servers: inject('servers'), clients, startProgram, unobserved })
  const failing = { ...noDelays, EMAIL_FAILURE_RATE: 1, EFFECT_ATTEMPTS: 1 }
  const [shop, consumers] = await Promise.all([target.serveAsync(noDelays), target.consume(failing)])
  const ids = await Promise.all(upTo(10).map(async () => (await shop.placeOrder(anOrder())).id))
  await settle(target, shop, ids)
  await target.signal(consumers, 'SIGTERM')

  const cutShort = target.run('put-dead-letters-back', {
    [editsVariable]: JSON.stringify([failsAtTheThird]),
  })
  await expect(cutShort).rejects.toThrow('the third cannot be put back')
  await target.run('put-dead-letters-back')
  await target.consume(noDelays)

  const reports = await settle(target, shop, ids)
  expect(reports.map(({ status }) => status)).toEqual(ids.map(() => 'completed'))
})
