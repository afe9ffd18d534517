/**
 * Works on one thing at a time: who asks for the same meanwhile waits until that has ended, however it ended. Work on
 * different things goes on at once.
 * @param keyOf what makes two things the same
 */
export function inTurn<Arguments extends readonly unknown[], T>(
  work: (...thing: Arguments) => Promise<T>,
  keyOf: (...thing: Arguments) => unknown,
): (...thing: Arguments) => Promise<T> {
  const lastOf = new Map<unknown, Promise<T>>()
  return async (...thing) => {
    const key = keyOf(...thing)
    const begin = () => work(...thing)
    const turn = lastOf.get(key)?.then(begin, begin) ?? begin()
    lastOf.set(key, turn)
    try {
      return await turn
    } finally {
      // Nobody has come after this one.
      if (lastOf.get(key) === turn) lastOf.delete(key)
    }
  }
}
