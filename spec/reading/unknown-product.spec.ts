/**
 * Goal: asking for what is not there is answered plainly and leaves nothing behind.
 * Method: ids beside, beyond and unlike those of the shop, on both ways; then Redis is asked for their keys.
 */
import { everyCase } from '../../fixtures/statistics/count.ts'
import { errorAnswer } from '../../fixtures/target/answers.ts'
import { noDelays } from '../../fixtures/target/target.ts'
import { rulesOn, test } from '../test.ts'

test(
  'an unknown product is answered with 404 and fills no cache entry',
  rulesOn('read.unknown-404'),
  async ({ target, rule }) => {
    const shops = await Promise.all([target.serveSync(noDelays), target.serveAsync(noDelays)])

    const answers: { id: string; status: number; body: unknown; cached: boolean }[] = []
    for (const id of ['101', '0', '-1', '1.5', '2147483647', '99999999999', 'abc', '%00']) {
      for (const shop of shops) {
        const { status, body } = await shop.get(`/api/product/${id}`)
        const cached = (await target.cache.timeToLiveMs(id)) !== undefined
        answers.push({ id, status, body, cached })
      }
    }

    const isPlain = ({ status, body, cached }: (typeof answers)[number]) =>
      status === 404 && errorAnswer.safeParse(body).success && !cached
    rule('read.unknown-404', everyCase(answers, isPlain, 'answer'))
  },
)
