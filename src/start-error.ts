/** A program cannot start, for a reason that its one line explains: what was wrong and what to do. No stack is shown. */
export class StartError extends Error {
  override name = 'StartError'
}
