/**
 * Goal: the parts of an order take as long as the document says, or no comparison that leans on them means anything.
 * Method: a synchronous shop with one latency beside one with none, an order at each in turn; a part takes what its
 * order takes longer. Saving an order and each item's stock have one latency: an order of one item spends it twice, so
 * that a half is the saving's, and one of four items five times, four of them on stock.
 */
import { interleave } from '../../fixtures/interleave.ts'
import { upTo } from '../../fixtures/range.ts'
import { percentile } from '../../fixtures/statistics/percentile.ts'
import { anOrder, type Shop } from '../../fixtures/target/shop.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

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

    // Analytics by itself: its tolerance is 5 ms, the others' 10 and 15.
    const analyticsMs = await longerMs(40, orderMs(slowAnalytics), orderMs(fast))
    const [emailMs, smsMs] = await Promise.all([
      longerMs(15, orderMs(slowEmail), orderMs(fast)),
      longerMs(10, orderMs(slowSms), orderMs(fast)),
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
    const [fast, slow] = await Promise.all([
      target.serveSync(noDelays),
      target.serveSync({ ...noDelays, DB_LATENCY_MS: 50 }),
    ])

    const oneItemMs = await longerMs(24, orderMs(slow, 1), orderMs(fast, 1))
    const fourItemsMs = await longerMs(16, orderMs(slow, 4), orderMs(fast, 4))

    const savingMs = oneItemMs.map((latencyMs) => latencyMs / 2)
    const stockMs = fourItemsMs.map((latencyMs) => latencyMs / 5)
    rule('order.parts.save', percentile(savingMs, 50, 'ms'))
    rule('order.parts.stock', percentile(stockMs, 50, 'ms'))
  },
)

const orderMs =
  (shop: Shop, items = 1) =>
  async () => {
    const order = anOrder(...upTo(items).map((product_id) => ({ product_id, quantity: 1 })))
    return (await shop.placeOrder(order)).latencyMs
  }

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
