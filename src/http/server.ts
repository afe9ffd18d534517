import { once } from 'node:events'
import { createServer, type RequestListener, type ServerResponse } from 'node:http'
import { limits } from '../run/limits.ts'
import { StartError } from '../run/start-error.ts'

export interface Server extends AsyncDisposable {
  readonly url: string
}

export interface ConnectionBounds {
  readonly connections: number
  readonly headersWithinMs: number
  readonly requestWithinMs: number
  readonly idleMs: number
}

/**
 * Listens. A client that is slow to send its request is answered 408 and cut off. Closing answers the
 * requests in flight first, then ends the connections.
 * @throws {StartError} when the address cannot be listened on, as when another program has the port.
 */
export async function listen(
  listener: RequestListener,
  { host, port }: { host: string; port: number },
  bounds: ConnectionBounds = limits.http,
): Promise<Server> {
  const { requestWithinMs, headersWithinMs, idleMs, connections } = bounds
  const server = createServer({
    requestTimeout: requestWithinMs,
    headersTimeout: headersWithinMs,
    connectionsCheckingInterval: headersWithinMs / 10,
  })
  server.setTimeout(idleMs)
  server.maxConnections = connections
  const answering = new Set<ServerResponse>()
  let closing = false
  server.on('request', (_request, response) => {
    answering.add(response)
    response.once('close', () => answering.delete(response))
    if (closing) response.setHeader('connection', 'close')
  })
  server.on('request', listener)
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    const line = isTaken
      ? `port ${port} on ${host} is taken by another program; set PORT to a free one`
      : `cannot listen on ${host}, port ${port} (${reason}); set HOST and PORT`
    throw new StartError(line, { cause: error })
  }
  const address = server.address()
  const actualPort = address !== null && typeof address === 'object' ? address.port : port
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    async [Symbol.asyncDispose]() {
      closing = true
      const closed = once(server, 'close')
      server.close()
      // The connection of a client that sends request after request would never become idle.
      for (const response of answering) if (!response.headersSent) response.setHeader('connection', 'close')
      while (answering.size > 0) {
        await Promise.all([...answering].map((response) => once(response, 'close')))
      }
      // The other connections have sent no request, and may never.
      server.closeAllConnections()
      await closed
    },
  }
}
