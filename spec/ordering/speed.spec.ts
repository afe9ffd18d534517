/**
 * Goal: the asynchronous order is far faster than the synchronous one under the delays that the document names.
 * Method: orders at both in turn by one client, over three fresh starts of everything, so that no lucky start decides.
 */
import { interleave } from '../../fixtures/interleave.ts'
import { upTo } from '../../fixtures/range.ts'
import { ratioOfMedians, type Block } from '../../fixtures/statistics/ratio.ts'
import { anOrder, type Shop } from '../../fixtures/target/shop.ts'
import { rulesOn, test } from '../test.ts'

test(
  'the asynchronous order is far faster',
  rulesOn('order.async-far-faster'),
  async ({ startTarget, rule }) => {
    const blocks: Block[] = []
    for (const _start of upTo(3)) {
      const target = startTarget()
      const [synchronous, asynchronous] = await Promise.all([
        target.serveSync(),
        target.serveAsync(),
        target.consume(),
      ])
      await Promise.all([orderMs(synchronous)(), orderMs(asynchronous)()])
      blocks.push(await interleave(4, orderMs(synchronous), orderMs(asynchronous)))
      await target.stop()
    }

    rule('order.async-far-faster', ratioOfMedians(blocks))
  },
)

const orderMs = (shop: Shop) => async () => (await shop.placeOrder(anOrder())).latencyMs
