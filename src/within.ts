/**
 * The outcome of something under way, when it comes in time. It is not ended by the wait's end.
 * @throws an error when it does not come in time.
 */
export async function within<T>(timeoutMs: number, underWay: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  try {
    return await Promise.race([underWay, late])
  } finally {
    clearTimeout(timer)
  }
}
