/**
 * Goal: asking for what is not there is answered plainly and leaves nothing behind.
 * Method: ids far beyond those of any shop, on both ways; then Redis is asked for their keys.
 */
import { everyCase } from '../../fixtures/statistics/count.ts'
import { errorAnswer } from '../../fixtures/target/answers.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

const unknown = [
  0, 1_000_001, 123_456_789, 999_999_999, 1_234_567_890, 2_000_000_001, 2_147_483_646, 2_147_483_647,
]

test('an unknown product is answered with 404', rulesOn('read.unknown-404'), async ({ target, rule }) => {
  const shops = await Promise.all([target.serveSync(noDelays), target.serveAsync(noDelays)])

  const answers: { id: number; status: number; body: unknown }[] = []
  for (const id of unknown) {
    for (const shop of shops) {
      const { status, body } = await shop.get(`/api/product/${id}`)
      answers.push({ id, status, body })
    }
  }

  const isPlain = ({ status, body }: (typeof answers)[number]) =>
    status === 404 && errorAnswer.safeParse(body).success
  rule('read.unknown-404', everyCase(answers, isPlain, 'answer'))
})

test(
  'an unknown product fills no cache entry',
  rulesOn('read.unknown-404.no-entry'),
  async ({ target, rule }) => {
    const shop = await target.serveAsync(noDelays)

    const entries: { id: number; restMs: number | undefined }[] = []
    for (const id of unknown) {
      await shop.get(`/api/product/${id}`)
      entries.push({ id, restMs: await target.cache.timeToLiveMs(id) })
    }

    rule(
      'read.unknown-404.no-entry',
      everyCase(entries, ({ restMs }) => restMs === undefined, 'product'),
    )
  },
)
