import type { NextFunction, Request, Response } from 'express'
import { limits } from '../limits.ts'
import { busy } from './errors.ts'

/**
 * Refuses a request at once when as many are being answered as the shop can hold: a queue would only grow, and whoever
 * stands in it would be answered when nobody waits any more.
 */
export function refuseOverload(most: number = limits.http.requestsAtOnce) {
  let answering = 0
  return (_request: Request, response: Response, next: NextFunction): void => {
    if (answering >= most) throw busy(`the shop answers ${most} requests already`)
    answering += 1
    response.once('close', () => (answering -= 1))
    next()
  }
}
