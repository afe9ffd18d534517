/**
 * Goal: operators can check whether each program is up.
 * Method: GET /health of both shops and of the consumers.
 */
import { createClient, noAnswer, type Answer } from '#load'
import { answerLimitMs, forms } from '#shop'
import { rulesOn, test } from '../test.ts'

test('/health reports that the program is healthy', rulesOn('ops.health'), async ({ target, rule }) => {
  const programs = await target.everyProgram()

  const answers = await Promise.all(programs.map(({ url }) => ask(url)))

  const isWell = ({ status, body }: (typeof answers)[number]) =>
    status === 200 && forms.health.safeParse(body).success
  rule('ops.health').every(answers, isWell)
})

async function ask(url: string): Promise<Answer> {
  await using client = createClient(url, { limitMs: answerLimitMs })
  return await client.get('/health').catch(noAnswer)
}
