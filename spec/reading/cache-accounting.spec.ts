/**
 * Goal: the cache statistics are correct.
 * Method: hits and misses are counted from the responses; after every tenth the shop's own statistics must match.
 */
import { upTo } from '#common'
import { noDelays, isWrong, orWrong, type Wrong } from '#shop'
import { rulesOn, test } from '../test.ts'

test(
  'hits, misses, total and hit rate are counted exactly',
  rulesOn('read.stats'),
  async ({ target, rule }) => {
    const shop = await target.serveAsync(noDelays)
    const before = await orWrong(shop.cacheStats)
    if (isWrong(before)) return rule('read.stats').every([before], () => false)

    const looks = []
    const counted = { hits: before.hits, misses: before.misses }
    for (const read of upTo(300)) {
      const { fromCache } = await shop.readProduct(((read * 7) % 60) + 1)
      counted[fromCache ? 'hits' : 'misses'] += 1
      if (read % 10 === 0) looks.push({ counted: { ...counted }, said: await orWrong(shop.cacheStats) })
    }

    return rule('read.stats').every(looks, agrees)
  },
)

interface Look {
  counted: { hits: number; misses: number }
  said: { hits: number; misses: number; total: number; hit_rate: number } | Wrong
}

function agrees({ counted: { hits, misses }, said }: Look): boolean {
  if (isWrong(said)) return false
  const total = hits + misses
  // Two decimals; which way a half is rounded is not documented.
  const isHitRate = Math.abs(said.hit_rate - (hits / total) * 100) < 0.005_001
  return said.hits === hits && said.misses === misses && said.total === total && isHitRate
}
