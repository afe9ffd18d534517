/**
 * Goal: a read is answered with the product as it is stored, and never with an older version than before.
 * Method: every product is read from the database and from the cache, and compared with its row in the store; where the
 * store is not asked, the cached one with the one from the database. Then the price of a product changes ten times and its
 * entry expires each time, while four customers go on reading it.
 */
import { isDeepStrictEqual } from 'node:util'
import { askUntil, fewAtATime, upTo } from '#common'
import { documentedLoad } from '#document'
import { isUnobserved, observe } from '#judge'
import { isWrong, noDelays, orWrong, type Read, type Wrong } from '#shop'
import { rulesOn, test } from '../test.ts'

test('a read is answered with the stored product', rulesOn('read.content'), async ({ target, rule }) => {
  const [direct, cached] = [await target.serveSync(noDelays), await target.serveAsync(noDelays)]

  const reads = await fewAtATime(
    (await target.cache.coldProducts(documentedLoad.products)).map((id) => async () => {
      const row = await observe(() => target.store.product(id))
      const [fromStore, fromDatabase, fromCache] = [
        await orWrong(() => direct.readProduct(id)),
        await orWrong(() => cached.readProduct(id)),
        await orWrong(() => cached.readProduct(id)),
      ]
      // A store that is not asked is known by the answer that comes from it.
      return isUnobserved(row)
        ? { id, stored: productOf(fromDatabase), answers: [fromCache] }
        : { id, stored: row, answers: [fromStore, fromDatabase, fromCache] }
    }),
  )

  rule('read.content').every(
    reads,
    ({ stored, answers }) =>
      stored !== undefined && answers.every((answer) => isDeepStrictEqual(productOf(answer), stored)),
  )
})

const productOf = (answer: Read | Wrong) => (isWrong(answer) ? undefined : answer.product)

test(
  'a customer never reads an older version than before',
  rulesOn('read.never-older'),
  async ({ target, rule }) => {
    const shop = await target.serveAsync(noDelays)
    await target.store.setPrice(1, 2000)
    const changing = new AbortController()
    const readOn = async (): Promise<number[]> => {
      const prices: number[] = []
      while (!changing.signal.aborted) prices.push((await shop.readProduct(1)).price)
      return prices
    }

    const customers = Promise.allSettled(upTo(4).map(readOn))
    for (const version of upTo(10)) {
      await target.store.setPrice(1, 2000 + version)
      await target.cache.expire(1)
      await askUntil(
        () => shop.readProduct(1),
        ({ price }) => price === 2000 + version,
      )
    }
    changing.abort()
    const seen = (await customers).flatMap((one) =>
      one.status === 'fulfilled' ? versionsBeforeAndAfter(one.value) : [],
    )

    rule('read.never-older').every(seen, ({ before, after }) => after >= before)
  },
)

const versionsBeforeAndAfter = (prices: readonly number[]) =>
  prices.slice(1).map((after, index) => ({ before: prices[index] ?? 0, after }))
