import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import { StartError } from '../start-error.ts'

export interface Server extends AsyncDisposable {
  readonly url: string
}

/**
 * Listens. Closing answers the requests in flight first, then ends the connections.
 * @throws {StartError} when another program has the port.
 */
export async function listen(
  listener: RequestListener,
  { host, port }: { host: string; port: number },
): Promise<Server> {
  const server = createServer(listener)
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new StartError(`port ${port} on ${host} is taken by another program; set PORT to a free one`, {
        cause: error,
      })
    }
    throw error
  }
  const address = server.address()
  const actualPort = address !== null && typeof address === 'object' ? address.port : port
  return {
    url: `http://${host}:${actualPort}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      // A connection that was in use at the call becomes idle after its answer and is not closed by itself.
      const closing = setInterval(() => server.closeIdleConnections(), 20)
      await closed
      clearInterval(closing)
    },
  }
}
