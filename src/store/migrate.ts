import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseError } from 'pg'
import { seedProducts } from '../experiment/shared/product.ts'
import { limits } from '../run/limits.ts'
import type { Logger } from '../run/log.ts'
import type { Settings } from '../run/settings.ts'
import { StartError } from '../run/start-error.ts'
import { DatabaseReadOnly, DatabaseUnavailable } from './database-errors.ts'
import { openDatabase, type Database } from './database.ts'
import { madeByTables, rights, tables } from './tables.ts'

const lookEveryMs = 200

/**
 * Creates the schema and the tables with the seeded products where they are missing, and needs no right
 * beyond that. Safe to run again and from several processes at once: a lock lets one in at a time, and what
 * exists stays as it is.
 * @throws {StartError} when PostgreSQL does not answer, or does not allow it.
 */
export async function migrate(settings: Settings, log: Logger): Promise<void> {
  const schema = settings.DATABASE_SCHEMA
  await using database = openDatabase(settings, limits.database.start, log)
  const giveUpAtMs = performance.now() + limits.database.start.answersWithinMs
  for (;;) {
    try {
      return await createWhatIsMissing(database, schema)
    } catch (error) {
      // PostgreSQL is there and has no room now, is starting, or cuts off one that waits for another's start.
      const isThere = error instanceof DatabaseUnavailable && error.cause instanceof DatabaseError
      if (!isThere || error instanceof DatabaseReadOnly || performance.now() >= giveUpAtMs) {
        throw inOneLine(error, schema)
      }
      await sleep(lookEveryMs)
    }
  }
}

async function createWhatIsMissing(database: Database, schema: string): Promise<void> {
  const before = await look(database.query, schema)
  if (before.version < oldestVersion) {
    throw new StartError(
      `PostgreSQL ${before.version} is too old: it must be ${oldestVersion} or later; set DATABASE_URL to such a one`,
    )
  }
  if (!isComplete(before)) {
    await database.transaction(async (query) => {
      await query({
        text: `select pg_advisory_xact_lock(hashtext('migrate'), hashtext($1))`,
        values: [schema],
      })
      const found = await look(query, schema)
      if (isComplete(found)) return
      const { role, database: name, hasSchema, mayCreate } = found
      if (!mayCreate) {
        throw new StartError(
          hasSchema
            ? `the role "${role}" may not create tables in the schema "${schema}"; grant create on schema "${schema}" to "${role}", or set DATABASE_SCHEMA to one that it owns`
            : `the role "${role}" may not create the schema "${schema}" in the database "${name}"; grant create on database "${name}" to "${role}", or create schema "${schema}" authorization "${role}"`,
        )
      }
      if (!hasSchema) await query({ text: `create schema "${schema}"` })
      await query({ text: tables })
      await query(seeding)
    })
  }
  const { lacking, role } = await look(database.query, schema)
  if (lacking.length > 0) {
    throw new StartError(
      `the role "${role}" may not ${lacking.join(', ')}; grant it that, or set DATABASE_URL to another role`,
    )
  }
}

/** The oldest that knows every word of the statements. */
const oldestVersion = 12

const seeding = {
  text: `with seed as (
     select * from json_to_recordset($1) as p(id int, name text, price numeric, description text, stock int)
   ),
   seeded as (
     insert into shop.products (id, name, price, description)
     select id, name, price, description from seed on conflict (id) do nothing returning id
   )
   insert into shop.stock (product_id, quantity) select seed.id, seed.stock from seed join seeded using (id)`,
  values: [JSON.stringify(seedProducts)],
}

/** What exists, and what this role lacks to work with it, from the catalogue, which every role may read. */
interface Found {
  version: number
  role: string
  database: string
  hasSchema: boolean
  /** Tables in the schema, or the schema where it is missing. */
  mayCreate: boolean
  names: readonly string[]
  lacking: readonly string[]
}

const isComplete = ({ names }: Found): boolean => madeByTables.every((name) => names.includes(name))

async function look(query: Database['query'], schema: string): Promise<Found> {
  const { rows } = await query<Found>({
    text: `select current_setting('server_version_num')::int / 10000 as version,
       current_user as role, current_database() as database,
       to_regnamespace($1) is not null as "hasSchema",
       coalesce(
         has_schema_privilege(to_regnamespace($1), 'create'),
         has_database_privilege(current_database(), 'create')
       ) as "mayCreate",
       array(
         select c.relname::text from pg_class c where c.relnamespace = to_regnamespace($1)
         union all
         select c.relname || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
         where c.relnamespace = to_regnamespace($1)
       ) as names,
       array(
         select 'use the schema ' || $1::text where not has_schema_privilege(to_regnamespace($1), 'usage')
         union all
         select needed.may || ' ' || $1 || '.' || c.relname
         from pg_class c
         join (select key as name, json_array_elements_text(value) as may from json_each($2)) as needed
           on needed.name = c.relname
         where c.relnamespace = to_regnamespace($1) and not has_table_privilege(c.oid, needed.may)
       ) as lacking`,
    values: [`"${schema}"`, JSON.stringify(rights)],
  })
  const [found] = rows
  if (!found) throw new Error('PostgreSQL returned no row')
  return found
}

/** Why a program cannot start with this PostgreSQL, and what to do. */
function inOneLine(error: unknown, schema: string): unknown {
  const say = (reason: string, advice: string) => new StartError(`${reason}; ${advice}`, { cause: error })
  if (error instanceof DatabaseReadOnly) {
    return say(error.message, `start it once while the tables in the schema "${schema}" can be made`)
  }
  if (error instanceof DatabaseUnavailable) return say(error.message, 'set DATABASE_URL')
  // The client says what is wrong with an address in a plain error.
  const isOfClient = error instanceof Error && error.constructor === Error
  if (!(error instanceof DatabaseError) && !isOfClient) return error
  const isRight = error instanceof DatabaseError && error.code === insufficientPrivilege
  return say(
    `PostgreSQL refuses: ${error.message}`,
    isRight
      ? `let its role own what is in the schema "${schema}", or set DATABASE_SCHEMA to another`
      : 'set DATABASE_URL',
  )
}

const insufficientPrivilege = '42501'
