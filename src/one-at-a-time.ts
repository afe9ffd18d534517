/**
 * Asks again only once the last answer is there: who asks in between gets that one. While a dependency is away, its
 * unanswered questions do not pile up.
 */
export function oneAtATime<T>(ask: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined
  return () => (underWay ??= ask().finally(() => (underWay = undefined)))
}

/**
 * The same for work on many things at once: for each of them, who asks while it is under way gets that work's outcome.
 * @param nameOf what makes two things the same
 */
export function oneAtATimeEach<Thing, T>(
  nameOf: (thing: Thing) => string,
  work: (thing: Thing) => Promise<T>,
): (thing: Thing) => Promise<T> {
  const underWay = new Map<string, Promise<T>>()
  return (thing) => {
    const name = nameOf(thing)
    const begun = underWay.get(name)
    if (begun) return begun
    const started = work(thing).finally(() => underWay.delete(name))
    underWay.set(name, started)
    return started
  }
}
