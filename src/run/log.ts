import { pino, type Logger } from 'pino'

export type { Logger }

/** A logger that writes one JSON object a line to standard output. */
export const createLogger = (level: string): Logger => pino({ level, base: null })
