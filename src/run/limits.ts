/**
 * Every bound of the shop that is not a setting: what it accepts, how long it waits, how much it keeps. What
 * is beyond one is rejected at once, so that trouble shows as an answer and not as a queue that grows.
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
    /** How long an idle connection is kept. */
    idleMs: 60_000,
    /** How long an answer of 503 asks the client to wait. */
    retryAfterSeconds: 1,
  },
  database: {
    /** How long a request waits for a connection, and how long for that and the statement together. */
    shop: { connectWithinMs: 1200, answersWithinMs: 1500 },
    /** No customer waits for a consumer: it is more patient than a shop. */
    consumer: { connectWithinMs: 5000, answersWithinMs: 10_000 },
    /** Nor for a program that only starts; several that start at once take turns. */
    start: { connectWithinMs: 5000, answersWithinMs: 30_000 },
    /** A program that stalls in the middle of a transaction keeps its locks no longer than this. */
    idleInTransactionMs: 2000,
    /** Effects that one statement stores, and how long it may keep the next one waiting. */
    batch: 500,
    batchWaitsMs: 100,
  },
  relay: {
    /** How long a relay that stalls keeps the right to publish, which it renews this often. */
    leaseSeconds: 5,
    renewEveryMs: 1000,
  },
  cache: {
    /** When half of so many reads of Redis within the window fail, none is tried for the pause. */
    breaker: { windowMs: 500, leastReads: 3, pauseMs: 3000 },
  },
  outbox: {
    /** Events of one round, and their bytes: a broker accepts a batch of 1 MiB. */
    batch: 500,
    batchBytes: 900 * 1024,
    /** Where a topic accepts smaller batches, how long until a larger one is tried. */
    growsAfterMs: 60_000,
    /** An event that has waited for longer is reported as trouble. */
    oldAfterSeconds: 10,
    /** Orders looked at by one statement of a repair. */
    againAtOnce: 10_000,
    /** Rows removed, or keys forgotten, by one statement, and how often; if there are more, at once again. */
    removedAtOnce: 1000,
    removalEveryMs: 10_000,
  },
  /** Connections to the mail server: as many mails are sent at once, others wait. They are kept. */
  mail: { maxConnections: 200, maxMessages: Infinity },
  /** The longest wait between two tries: of an effect, of a dead letter and its record, of a partition. */
  longestBackOffMs: 10_000,
  /** The wait before a partition is read again, or a consumer started again, for the first time. */
  leastBackOffMs: 500,
  /** Of the events of one partition that are fetched at once; a single larger one is fetched all the same. */
  fetchBytes: 256 * 1024,
  /** Of one packed batch: a larger one cannot be read. And the bytes after which no other is unpacked. */
  unpackedBytes: 64 * 1024 * 1024,
  unpackedAtOnceBytes: 4 * 1024 * 1024,
  /** Of a dead letter: room for the largest message of the other topic, and the reason. */
  deadLetterBytes: 2 * 1024 * 1024,
  /** Of its key and its value: unpacked they can be larger than a topic accepts, and are cut off here. */
  deadLetterKeyBytes: 1024,
  deadLetterValueBytes: 1.5 * 1024 * 1024,
  /** Of the message's own headers: those for which there is no more room are left out. */
  deadLetterHeaderBytes: 256 * 1024,
} as const
