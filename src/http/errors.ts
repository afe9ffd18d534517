import type { NextFunction, Response } from 'express'
import { limits } from '../run/limits.ts'
import type { Logger } from '../run/log.ts'
import { DatabaseReadOnly, DatabaseUnavailable } from '../store/database-errors.ts'
import { KeyOfAnotherOrder, UnknownProduct } from '../store/orders.ts'

/** The request cannot be answered as asked; its client gets the message, which names the field. */
export class RequestError extends Error {
  override name = 'RequestError'
  readonly status: number

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

export const badRequest = (message: string, cause?: unknown): RequestError =>
  new RequestError(400, message, { cause })

/** Nothing is wrong with the request, and it may be answered a moment later. */
export const busy = (message: string, cause?: unknown): RequestError =>
  new RequestError(503, `${message}; try again in a moment`, { cause })

export const notFound = (message: string): RequestError => new RequestError(404, message)

/** Answers an error: the client's own are explained, others are logged and only named. */
export function answerError(error: unknown, response: Response, next: NextFunction, log: Logger): void {
  if (response.headersSent) return next(error)
  const known = toRequestError(error)
  if (known) {
    if (known.status === 503) {
      response.set('Retry-After', String(limits.http.retryAfterSeconds))
      // A flood of these would hide the line that says what the trouble is; the metrics count them.
      const { message } = known.cause instanceof Error ? known.cause : known
      log.debug({ error: message }, 'a request was rejected')
    }
    response.status(known.status).json({ success: false, error: known.message })
    return
  }
  log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a request failed')
  response.status(500).json({ success: false, error: 'the shop could not answer; its log says why' })
}

function toRequestError(error: unknown): RequestError | undefined {
  if (error instanceof RequestError) return error
  if (error instanceof UnknownProduct) return badRequest(error.message, error)
  if (error instanceof KeyOfAnotherOrder) return new RequestError(422, error.message, { cause: error })
  if (error instanceof DatabaseReadOnly) return busy('the database is read-only', error)
  if (error instanceof DatabaseUnavailable) return busy('the database does not answer', error)
  if (error instanceof URIError) return badRequest('path: not valid percent-encoding', error)
  return fromBodyParser(error)
}

/** Errors of Express' own body parser carry a status and mostly a type; their wording is for programmers. */
function fromBodyParser(error: unknown): RequestError | undefined {
  if (!(error instanceof Error && 'status' in error)) return undefined
  const { status } = error
  const type = 'type' in error && typeof error.type === 'string' ? error.type : ''
  if (typeof status !== 'number' || status < 400 || status >= 500) return undefined
  const messages: Record<string, string> = {
    'entity.parse.failed': `body: not valid JSON (${error.message})`,
    'entity.too.large': `body: larger than ${limits.http.bodyBytes / 1024} kB`,
    'charset.unsupported': 'content-type: the charset must be utf-8',
    'encoding.unsupported': 'content-encoding: not supported',
  }
  return new RequestError(status, messages[type] ?? `body: ${error.message}`, { cause: error })
}
