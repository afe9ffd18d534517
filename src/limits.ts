/**
 * Every bound of the shop that is not a setting: what it takes in, how long it waits, how much it keeps. What comes
 * beyond one is refused or put off at once, so that trouble shows as an answer and not as a queue that grows.
 */
export const limits = {
  http: {
    /** Requests that are being answered at once; one more is answered 503. */
    requestsAtOnce: 1000,
    /** Connections that are open at once; one more is closed. */
    connections: 4000,
    /** Of the body of an order. */
    bodyBytes: 100 * 1024,
    /** From a request's first byte to its last: a client that is slower is cut off. */
    requestWithinMs: 10_000,
    /** The same for its headers. */
    headersWithinMs: 5000,
    /** How long a connection on which nothing moves is kept. */
    idleMs: 60_000,
    /** What an answer of 503 tells the client to wait. */
    retryAfterSeconds: 1,
  },
  database: {
    /** How long a request waits for a connection, and how long for that and the statement together. */
    shop: { connectWithinMs: 1200, answersWithinMs: 1500 },
    /** Nobody waits for a consumer, nor for a program that only starts: they are more patient than a shop. */
    consumer: { connectWithinMs: 5000, answersWithinMs: 10_000 },
    /** A program that stands still in the middle of a transaction does not keep its locks for longer. */
    idleInTransactionMs: 2000,
  },
  relay: {
    /** How long one that stands still keeps the right to publish, which it renews this often. */
    leaseSeconds: 5,
    renewEveryMs: 1000,
  },
  cache: {
    /** When of so many reads of Redis within the window half fail, none is tried for the pause. */
    breaker: { windowMs: 500, leastReads: 3, pauseMs: 3000 },
  },
  outbox: {
    /** Events of one round, and the bytes of them: a broker takes a batch of 1 MiB. */
    batch: 500,
    batchBytes: 900 * 1024,
    /** Where a topic takes smaller batches, how long until a larger one is tried. */
    growsAfterMs: 60_000,
    /** An event that has waited for longer is told of as trouble. */
    oldAfterSeconds: 10,
    /** Rows looked at by one statement that publishes again. */
    againAtOnce: 10_000,
    /** Rows removed, or keys forgotten, by one statement, as many times as it takes; and how often that is seen to. */
    removedAtOnce: 1000,
    removalEveryMs: 10_000,
  },
  /** Between two tries of an effect, of a dead letter and its note, or of a partition, however many there were. */
  longestBackOffMs: 10_000,
  /** The first time that a partition is looked at again, or a consumer started again. */
  leastBackOffMs: 500,
  /** Of the events of one partition that are fetched at once; a single one that is larger comes all the same. */
  fetchBytes: 256 * 1024,
  /** Of one batch that came packed: what would be larger cannot be read. And after how much no further one is unpacked. */
  unpackedBytes: 64 * 1024 * 1024,
  unpackedAtOnceBytes: 4 * 1024 * 1024,
  /** Of a message on the topic of dead letters: room for the largest message of the other topic, and its reason. */
  deadLetterBytes: 2 * 1024 * 1024,
  /** Of that the key and the value; those that had been packed can be larger than a topic takes, and are cut off there. */
  deadLetterKeyBytes: 1024,
  deadLetterValueBytes: 1.5 * 1024 * 1024,
  /** Of the headers that a message came with: those for which there is no more room are left out. */
  deadLetterHeaderBytes: 256 * 1024,
  /** How long a command for repairs waits for its next step. */
  repairStandsStillMs: 40_000,
  /** And how long one that failed takes to leave. */
  repairLeavesWithinMs: 5000,
} as const
