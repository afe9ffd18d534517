/** The tables, created where they are missing; those of an earlier version are updated. */
export const tables = `
  create table if not exists shop.products (
    id int primary key,
    name text not null,
    price numeric(10, 2) not null,
    description text not null
  );

  create table if not exists shop.stock (
    product_id int primary key references shop.products,
    quantity int not null check (quantity >= 0)
  );

  create table if not exists shop.orders (
    id bigint generated always as identity primary key,
    user_id int not null,
    email text not null,
    phone text not null,
    items json not null,
    total float8 not null,
    created_at timestamptz not null default clock_timestamp()
  );
  -- An order that is sent under a key is stored once however often it comes; another order has another fingerprint.
  alter table shop.orders add column if not exists idempotency_key text;
  alter table shop.orders add column if not exists fingerprint text;
  create unique index if not exists orders_sent_under_a_key on shop.orders (idempotency_key)
    where idempotency_key is not null;

  create index if not exists orders_with_a_key on shop.orders (created_at) where idempotency_key is not null;

  -- An order's event, waiting for the relay until published_at is set.
  create table if not exists shop.outbox (
    order_id bigint primary key references shop.orders,
    published_at timestamptz
  );
  -- Since when it waits, and why the broker does not accept it.
  alter table shop.outbox add column if not exists waiting_since timestamptz not null default now();
  alter table shop.outbox add column if not exists refused text;
  drop index if exists shop.outbox_waiting;
  create index if not exists outbox_due on shop.outbox (order_id) where published_at is null and refused is null;
  create index if not exists outbox_refused on shop.outbox (order_id) where refused is not null;
  create index if not exists outbox_published on shop.outbox (published_at) where published_at is not null;

  -- Who publishes: at most one row.
  create table if not exists shop.relay_lease (
    only_row boolean primary key default true check (only_row),
    holder text not null,
    expires_at timestamptz not null
  );

  -- The state of an order's effects. An effect that was never tried has no row and is pending.
  create table if not exists shop.effects (
    order_id bigint not null references shop.orders,
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

/** What that creates, by name: tables, indexes, and the columns that were added later, as `table.column`. */
export const madeByTables: readonly string[] = [
  ...tables.matchAll(
    /(?:table if not exists shop\.|index if not exists )(?<relation>\w+)|table shop\.(?<table>\w+) add column if not exists (?<column>\w+)/g,
  ),
].map(({ groups = {} }) => groups['relation'] ?? `${groups['table']}.${groups['column']}`)

/** The rights to them that a program needs. */
export const rights = {
  products: ['select'],
  stock: ['select', 'update'],
  orders: ['select', 'insert', 'update'],
  outbox: ['select', 'insert', 'update', 'delete'],
  relay_lease: ['select', 'insert', 'update'],
  effects: ['select', 'insert', 'update'],
} as const
