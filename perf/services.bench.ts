/**
 * Goal: the services outside the shop take the time that they are told, and add at most 1 ms to a call.
 * Method: one client sends e-mails, then SMS, over a connection that is kept, in turns to the services at 0 ms and to bare
 * sockets that give the same answers. Every answer is looked at; what the services received is counted.
 */
import assert from 'node:assert/strict'
import { createTransport } from 'nodemailer'
import { atMost } from '#bench'
import { noDelays } from '#shop'
import { settingsOfTheServices } from '#services'
import { test } from './test.ts'

const iterations = { iterations: 300, warmupIterations: 100 }

test('an e-mail and an SMS to the services', async ({ bench, services, floor, state, onTestFinished }) => {
  const shop = 'the services bench'
  const { EMAIL_URL, SMS_URL } = await services.open(shop, 'a client', settingsOfTheServices(noDelays))
  onTestFinished(() => services.close(shop))
  const bare = await floor.services()

  const mails = await bench.compare(
    bench('e-mail', mailing(EMAIL_URL, onTestFinished)),
    bench('e-mail, bare', mailing(bare.emailUrl, onTestFinished)),
    iterations,
  )
  const sms = await bench.compare(
    bench('SMS', posting(SMS_URL)),
    bench('SMS, bare', posting(bare.smsUrl)),
    iterations,
  )

  const received = await services.received(shop)
  assert.ok(received.length > 0 && received.every(({ outcome }) => outcome === 'accepted'))
  state({
    name: 'e-mail: the services / a bare socket (goal: 1 ms more)',
    of: mails.get('e-mail'),
    over: mails.get('e-mail, bare'),
    goal: isWithin1Ms(mails.get('e-mail, bare')),
  })
  state({
    name: 'SMS: the services / a bare socket (goal: 1 ms more)',
    of: sms.get('SMS'),
    over: sms.get('SMS, bare'),
    goal: isWithin1Ms(sms.get('SMS, bare')),
  })
})

const isWithin1Ms = (alone: { latency: { p50: number } }) =>
  atMost(Number((1 + 1 / alone.latency.p50).toFixed(3)))

function mailing(url: string, onEnd: (end: () => void) => void) {
  const transport = createTransport({ url, pool: true, maxConnections: 1, maxMessages: Infinity })
  onEnd(() => transport.close())
  const mail = {
    from: 'shop@receipts.example',
    to: 'user@example.com',
    subject: 'Order 1',
    text: '1 x product 1 at 5',
  }
  return async () => {
    const beganMs = performance.now()
    const { response } = await transport.sendMail(mail)
    const overriddenDuration = performance.now() - beganMs
    assert.equal(response, '250 accepted')
    return { overriddenDuration }
  }
}

const posting = (url: string) => async () => {
  const beganMs = performance.now()
  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ order_id: 1, to: '+123' }) })
  const text = await response.text()
  const overriddenDuration = performance.now() - beganMs
  assert.equal(text, '{"accepted":true}')
  return { overriddenDuration }
}
