import { once } from 'node:events'
import { get, Agent, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { expect, test } from 'vitest'
import { StartError } from '../run/start-error.ts'
import { listen } from './server.ts'

const host = '127.0.0.1'
const answerWhole = (request: IncomingMessage, response: ServerResponse) =>
  void request.resume().on('end', () => response.end('answered'))
const answer = (_request: IncomingMessage, response: ServerResponse) => void response.end('answered')

test('a request in flight is answered before the server has closed', async () => {
  const held = Promise.withResolvers<ServerResponse>()
  const server = await listen((_request, response) => held.resolve(response), { host, port: 0 })
  const asking = ask(server.url)
  const response = await held.promise

  const closing = server[Symbol.asyncDispose]()
  response.end('answered')

  expect(await asking).toEqual({ body: 'answered', connection: 'close' })
  await closing
  await expect(ask(server.url)).rejects.toThrow('ECONNREFUSED')
})

const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
)

test.runIf(hasIpv6)('an IPv6 address is in brackets, as clients need it', async () => {
  await using server = await listen(answer, { host: '::1', port: 0 })

  expect(await ask(server.url)).toMatchObject({ body: 'answered' })
})

test('a client that never stops asking does not hold up the closing', async () => {
  const server = await listen(answer, { host, port: 0 })
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  await ask(server.url, agent)
  const asking = (async () => {
    for (;;) await ask(server.url, agent)
  })()

  await server[Symbol.asyncDispose]()

  await expect(asking).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket hang up/)
})

test.each([
  ['nothing', ''],
  ['half a request', 'GET / HTTP/1.1\r\nhost:'],
])('a client that has sent %s does not hold up the closing', async (_, sent) => {
  const server = await listen(answer, { host, port: 0 })
  const socket = connect(Number(new URL(server.url).port), host).resume()
  const hangUp = once(
    socket.on('error', () => undefined),
    'close',
  )
  await once(socket, 'connect')
  socket.write(sent)
  await ask(server.url)

  await server[Symbol.asyncDispose]()

  expect(socket.destroyed || (await hangUp)).toBeTruthy()
})

test('a client that is slow to send its request is answered so and cut off', async () => {
  const bounds = { connections: 10, headersWithinMs: 100, requestWithinMs: 200, idleMs: 60_000 }
  await using server = await listen(answerWhole, { host, port: 0 }, bounds)
  const port = Number(new URL(server.url).port)

  const answers = await Promise.all(
    ['GET / HTTP/1.1\r\nhost:', 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nhalf'].map(
      async (half) => {
        const socket = connect(port, host)
        socket.write(half)
        const parts = await socket.toArray()
        return Buffer.concat(parts).toString().split('\r\n')[0]
      },
    ),
  )

  expect(answers).toEqual(['HTTP/1.1 408 Request Timeout', 'HTTP/1.1 408 Request Timeout'])
})

test('a connection beyond those that may be open is closed', async () => {
  const bounds = { connections: 1, headersWithinMs: 5000, requestWithinMs: 5000, idleMs: 60_000 }
  await using server = await listen(answer, { host, port: 0 }, bounds)
  const port = Number(new URL(server.url).port)
  const first = connect(port, host).resume()
  await once(first, 'connect')

  const second = connect(port, host).resume()
  await once(second, 'close')

  expect([first.destroyed, second.destroyed]).toEqual([false, true])
  first.destroy()
})

test('a port that is taken is a clear error', async () => {
  await using server = await listen(answer, { host, port: 0 })
  const port = Number(new URL(server.url).port)

  await expect(listen(answer, { host, port })).rejects.toThrow(
    new StartError(`port ${port} on ${host} is taken by another program; set PORT to a free one`),
  )
})

test('an address that is not this machine is a clear error', async () => {
  await expect(listen(answer, { host: '192.0.2.1', port: 5000 })).rejects.toThrow(
    new StartError(
      'cannot listen on 192.0.2.1, port 5000 (listen EADDRNOTAVAIL: address not available 192.0.2.1:5000); set HOST and PORT',
    ),
  )
})

async function ask(url: string, agent?: Agent): Promise<{ body: string; connection: string | undefined }> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  get(url, agent ? { agent } : {}, resolve).on('error', reject)
  const response = await promise
  const parts = await response.toArray()
  return { body: Buffer.concat(parts).toString(), connection: response.headers.connection }
}
