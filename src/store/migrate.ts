import { seedProducts } from '../product.ts'
import { StartError } from '../start-error.ts'
import { DatabaseAway, type Database } from './database.ts'

/**
 * Creates the schema, the tables and the seeded products where they are missing. Safe to run again and from
 * several processes at once: a lock lets one in at a time, and what is there is left as it is.
 * @throws {StartError} when PostgreSQL does not answer.
 */
export async function migrate(database: Database, schema: string): Promise<void> {
  await database.query({ text: 'select 1' }).catch((error: unknown) => {
    const reason = error instanceof DatabaseAway ? error.message : `PostgreSQL refuses: ${String(error)}`
    throw new StartError(`${reason}; set DATABASE_URL`, { cause: error })
  })
  await database.transaction(async (query) => {
    await query({
      text: `select pg_advisory_xact_lock(hashtext('migrate'), hashtext($1))`,
      values: [schema],
    })
    await query({ text: `create schema if not exists "${schema}"` })
    await query({ text: tables })
    await query({
      text: `with seed as (
         select * from json_to_recordset($1) as p(id int, name text, price numeric, description text, stock int)
       ),
       seeded as (
         insert into products (id, name, price, description)
         select id, name, price, description from seed on conflict (id) do nothing returning id
       )
       insert into stock (product_id, quantity) select seed.id, seed.stock from seed join seeded using (id)`,
      values: [JSON.stringify(seedProducts)],
    })
  }, waitsForOthersMs)
}

/** Several programs that start at once take turns. */
const waitsForOthersMs = 30_000

const tables = `
  create table if not exists products (
    id int primary key,
    name text not null,
    price numeric(10, 2) not null,
    description text not null
  );

  create table if not exists stock (
    product_id int primary key references products,
    quantity int not null check (quantity >= 0)
  );

  create table if not exists orders (
    id bigint generated always as identity primary key,
    user_id int not null,
    email text not null,
    phone text not null,
    items json not null,
    total float8 not null,
    created_at timestamptz not null default clock_timestamp()
  );
  -- An order that was sent under a key is stored once however often it comes; the fingerprint tells another one from it.
  alter table orders add column if not exists idempotency_key text;
  alter table orders add column if not exists fingerprint text;
  create unique index if not exists orders_sent_under_a_key on orders (idempotency_key)
    where idempotency_key is not null;

  -- An order's event, waiting for the relay until published_at is set.
  create index if not exists orders_with_a_key on orders (created_at) where idempotency_key is not null;

  create table if not exists outbox (
    order_id bigint primary key references orders,
    published_at timestamptz
  );
  create index if not exists outbox_waiting on outbox (order_id) where published_at is null;
  create index if not exists outbox_published on outbox (published_at) where published_at is not null;

  -- What became of an order's effects. An effect that nobody has tried yet has no row and is pending.
  create table if not exists effects (
    order_id bigint not null references orders,
    effect text not null,
    state text not null,
    attempts int not null,
    reason text,
    items json,
    started_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    primary key (order_id, effect)
  );
`
