/**
 * Asks again only once the last answer is there: who asks for the same meanwhile gets that one. So a crowd
 * asks once, and while a dependency is unavailable its unanswered questions do not pile up.
 * @param keyOf what makes two questions the same; without it, the first argument does
 */
export function oneAtATime<Arguments extends readonly unknown[], T>(
  ask: (...question: Arguments) => Promise<T>,
  keyOf: (...question: Arguments) => unknown = (...question) => question[0],
): (...question: Arguments) => Promise<T> {
  const underWay = new Map<unknown, Promise<T>>()
  return (...question) => {
    const key = keyOf(...question)
    const asked = underWay.get(key) ?? ask(...question).finally(() => underWay.delete(key))
    underWay.set(key, asked)
    return asked
  }
}
