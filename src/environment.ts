import type { z } from 'zod'
import { StartError } from './start-error.ts'

/**
 * Reads settings from an environment through a schema. A variable that is unset or blank takes its default.
 * @throws {StartError} naming every setting that is wrong, what was expected and what came, in one line.
 */
export function parseEnvironment<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<z.ZodObject<Shape>> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value?.trim() !== ''))
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map(({ path, message }) => {
    const name = path.join('.')
    const came = given[name]
    return `${name} must be ${message}${came === undefined ? '' : `, not "${withoutCredentials(came)}"`}`
  })
  throw new StartError(wrong.join('; '))
}

/** An address without what may be a password, which an error must not carry into a log; it need not be a valid one. */
const withoutCredentials = (address: string): string =>
  address.replace(/^(?<scheme>[a-z]*:?\/\/)?.*@/is, '$<scheme>***@').replace(/\?.*$/s, '?***')
