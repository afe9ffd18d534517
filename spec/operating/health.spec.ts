/**
 * Goal: whoever runs the programs can ask each whether it is up.
 * Method: GET /health of both shops and of the consumers.
 */
import { createClient, noAnswer, type Answer } from '../../fixtures/client.ts'
import { everyCase } from '../../fixtures/statistics/count.ts'
import { healthAnswer } from '../../fixtures/target/answers.ts'
import { answerLimitMs } from '../../fixtures/target/patience.ts'
import { rulesOn, test } from '../test.ts'

test('/health answers that all is well', rulesOn('ops.health'), async ({ target, rule }) => {
  const programs = await target.everyProgram()

  const answers = await Promise.all(programs.map(({ url }) => ask(url)))

  const isWell = ({ status, body }: (typeof answers)[number]) =>
    status === 200 && healthAnswer.safeParse(body).success
  rule('ops.health', everyCase(answers, isWell, 'program'))
})

async function ask(url: string): Promise<Answer> {
  await using client = createClient(url, { limitMs: answerLimitMs })
  return await client.get('/health').catch(noAnswer)
}
