/**
 * Goal: the parts of an order take as long as the document says, or no comparison that leans on them means anything.
 * Method: a shop with one latency beside one with none, an order at each in turn; a part takes what its order takes
 * longer. An asynchronous order only saves; an order of eleven items takes ten items' stock longer than an order of one.
 */
import { interleave } from '../../fixtures/interleave.ts'
import { upTo } from '../../fixtures/range.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { anOrder, type Shop } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

const oneItem = anOrder({ product_id: 1, quantity: 1 })
const elevenItems = anOrder(...upTo(11).map((product_id) => ({ product_id, quantity: 1 })))

test(
  'e-mail, SMS and analytics take the injected 200, 300 and 100 ms',
  rulesOn('order.parts.email', 'order.parts.sms', 'order.parts.analytics'),
  async ({ target, rule }) => {
    const [fast, slowEmail, slowSms, slowAnalytics] = await Promise.all([
      target.serveSync(noDelays),
      target.serveSync({ ...noDelays, EMAIL_LATENCY_MS: 200 }),
      target.serveSync({ ...noDelays, SMS_LATENCY_MS: 300 }),
      target.serveSync({ ...noDelays, ANALYTICS_LATENCY_MS: 100 }),
    ])

    // Side by side: what is measured is waiting.
    const [emailMs, smsMs, analyticsMs] = await Promise.all([
      longerMs(24, orderMs(slowEmail), orderMs(fast)),
      longerMs(16, orderMs(slowSms), orderMs(fast)),
      longerMs(48, orderMs(slowAnalytics), orderMs(fast)),
    ])

    rule('order.parts.email', percentile(emailMs, 50, 'ms'))
    rule('order.parts.sms', percentile(smsMs, 50, 'ms'))
    rule('order.parts.analytics', percentile(analyticsMs, 50, 'ms'))
  },
)

test(
  'saving an order and taking an item from the stock take the injected 50 ms each',
  rulesOn('order.parts.save', 'order.parts.stock'),
  async ({ target, rule }) => {
    const [fastSaving, slowSaving, slowStock] = await Promise.all([
      target.serveAsync(noDelays),
      target.serveAsync({ ...noDelays, DB_LATENCY_MS: 50 }),
      target.serveSync({ ...noDelays, DB_LATENCY_MS: 50 }),
    ])

    const [savingMs, tenItemsMs] = await Promise.all([
      longerMs(60, orderMs(slowSaving), orderMs(fastSaving)),
      longerMs(8, orderMs(slowStock, elevenItems), orderMs(slowStock)),
    ])

    rule('order.parts.save', percentile(savingMs, 50, 'ms'))
    const stockMs = tenItemsMs.map((latencyMs) => latencyMs / 10)
    rule('order.parts.stock', percentile(stockMs, 50, 'ms'))
  },
)

const orderMs =
  (shop: Shop, order = oneItem) =>
  async () =>
    (await shop.placeOrder(order)).latencyMs

/** How much longer the one takes, pair by pair, after two pairs that warm everything up. */
async function longerMs(
  pairs: number,
  slow: () => Promise<number>,
  fast: () => Promise<number>,
): Promise<number[]> {
  await interleave(2, slow, fast)
  const { numerator, denominator } = await interleave(pairs, slow, fast)
  return numerator.map((latencyMs, pair) => latencyMs - (denominator[pair] ?? NaN))
}
