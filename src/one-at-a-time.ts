/**
 * Asks again only once the last answer is there: who asks in between gets that one. While a dependency is away, its
 * unanswered questions do not pile up.
 */
export function oneAtATime<T>(ask: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined
  return () => (underWay ??= ask().finally(() => (underWay = undefined)))
}
