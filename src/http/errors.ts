import type { NextFunction, Response } from 'express'
import type { Logger } from '../log.ts'
import { UnknownProduct } from '../store/orders.ts'

/** Something is wrong with the request; the message names the field and is told to the sender. */
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

export const notFound = (message: string): RequestError => new RequestError(404, message)

/** Answers an error: the sender's own are explained, others are logged and only named. */
export function answerError(error: unknown, response: Response, next: NextFunction, log: Logger): void {
  if (response.headersSent) return next(error)
  const known = toRequestError(error)
  if (known) {
    response.status(known.status).json({ success: false, error: known.message })
    return
  }
  log.error({ error: error instanceof Error ? error.stack : String(error) }, 'a request failed')
  response.status(500).json({ success: false, error: 'the shop could not answer; its log says why' })
}

function toRequestError(error: unknown): RequestError | undefined {
  if (error instanceof RequestError) return error
  if (error instanceof UnknownProduct) return badRequest(error.message, error)
  if (error instanceof URIError) return badRequest('path: not valid percent-encoding', error)
  return fromBodyParser(error)
}

/** Errors of Express' own body parser carry a status and a type; their wording is for programmers. */
function fromBodyParser(error: unknown): RequestError | undefined {
  if (!(error instanceof Error && 'type' in error && 'status' in error)) return undefined
  const { type, status } = error
  if (typeof type !== 'string' || typeof status !== 'number' || status >= 500) return undefined
  const messages: Record<string, string> = {
    'entity.parse.failed': `body: not valid JSON (${error.message})`,
    'entity.too.large': 'body: larger than 100 kB',
    'charset.unsupported': 'content-type: the charset must be utf-8',
    'encoding.unsupported': 'content-encoding: not supported',
  }
  return new RequestError(status, messages[type] ?? `body: ${error.message}`, { cause: error })
}
