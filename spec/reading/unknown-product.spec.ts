/**
 * Goal: reading an unknown product gives a clear error and leaves nothing behind.
 * Method: ids far beyond those of any shop, in both variants; then Redis is asked for their keys.
 */
import { noDelays, forms } from '#shop'
import { rulesOn, untimedTest } from '../test.ts'

const unknown = [
  0, 1_000_001, 123_456_789, 999_999_999, 1_234_567_890, 2_000_000_001, 2_147_483_646, 2_147_483_647,
]

untimedTest(
  'an unknown product is answered with 404',
  rulesOn('read.unknown-404'),
  async ({ target, rule }) => {
    const shops = await Promise.all([target.serveSync(noDelays), target.serveAsync(noDelays)])

    const answers: { id: number; status: number; body: unknown }[] = []
    for (const id of unknown) {
      for (const shop of shops) {
        const { status, body } = await shop.get(`/api/product/${id}`)
        answers.push({ id, status, body })
      }
    }

    const isPlain = ({ status, body }: (typeof answers)[number]) =>
      status === 404 && forms.error.safeParse(body).success
    rule('read.unknown-404').every(answers, isPlain)
  },
)

untimedTest(
  'an unknown product creates no cache entry',
  rulesOn('read.unknown-404.no-entry'),
  async ({ target, rule }) => {
    const shop = await target.serveAsync(noDelays)

    const entries: { id: number; restMs: number | undefined }[] = []
    for (const id of unknown) {
      await shop.get(`/api/product/${id}`)
      entries.push({ id, restMs: await target.cache.timeToLiveMs(id) })
    }

    rule('read.unknown-404.no-entry').every(entries, ({ restMs }) => restMs === undefined)
  },
)
