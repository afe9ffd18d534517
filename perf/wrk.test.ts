import { expect, test } from 'vitest'
import { agreementOf, allowedMs, parseWrk, runWrk, WrkMissing } from './wrk.ts'

const printed = `Running 2s test @ http://127.0.0.1:40001/
  1 threads and 50 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency     5.78ms  523.10us  14.02ms   91.20%
    Req/Sec     8.70k   312.00     9.01k    85.00%
  Latency Distribution
     50%    5.64ms
     75%  950.00us
     90%    6.20ms
     99%    1.02s
  17312 requests in 2.00s, 3.01MB read
Requests/sec:   8655.40
Transfer/sec:      1.50MB
`

test('latencies are read in milliseconds, whatever their unit', () => {
  expect(parseWrk(printed)).toEqual({ medianMs: 5.64, throughputPerSecond: 8655.4 })
  expect(parseWrk(printed.replace('5.64ms', '63.00us')).medianMs).toBeCloseTo(0.063, 12)
  expect(parseWrk(printed.replace('5.64ms', '1.02s')).medianMs).toBe(1020)
})

test('failed answers are not compared', () => {
  const failing = printed.replace('Requests/sec', '  Non-2xx or 3xx responses: 12\nRequests/sec')

  expect(() => parseWrk(failing)).toThrow(new Error('wrk had failed answers: Non-2xx or 3xx responses: 12'))
})

test('another output is not understood', () => {
  expect(() => parseWrk('unable to connect')).toThrow(
    new Error('this is not what wrk 4 prints:\nunable to connect'),
  )
})

test('without wrk, the error says what is missing and how to get it', async () => {
  const running = runWrk('http://127.0.0.1:1/', { connections: 1, seconds: 1 }, 'no-such-wrk')

  await expect(running).rejects.toThrow(
    new WrkMissing(
      'no-such-wrk is not installed, and there is nothing else to compare with: apt-get install wrk',
    ),
  )
})

const agreement = (oursMs: number, wrkMs: number, throughputPerSecond = 1000) =>
  agreementOf(
    {
      ours: { medianMs: oursMs, throughputPerSecond },
      wrk: { medianMs: wrkMs, throughputPerSecond },
    },
    50_000,
  )

test('medians agree within a tenth of wrk, or within 0.05 ms where that is more', () => {
  expect([allowedMs(5), allowedMs(0.1)]).toEqual([0.5, 0.05])
  expect([agreement(5.49, 5), agreement(5.51, 5), agreement(4.49, 5)]).toEqual([
    'agrees',
    'differs',
    'differs',
  ])
  expect([agreement(0.14, 0.1), agreement(0.16, 0.1)]).toEqual(['agrees', 'differs'])
})

test('what differs near the ceiling says nothing of the server', () => {
  expect([agreement(1, 0.8, 25_000), agreement(1, 0.8, 25_001), agreement(1, 1, 25_001)]).toEqual([
    'differs',
    'near the ceiling',
    'agrees',
  ])
})
