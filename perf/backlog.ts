import kafkajs from 'kafkajs'
import { askUntil } from '#common'
import { documentedLoad, type OrderRequest } from '#document'
import type { ServerClients } from '#servers'
import { anOrder, type Namespace } from '#shop'

/** An order that is stored, as its event says it. */
export interface StoredOrder extends OrderRequest {
  readonly order_id: number
}

/** More of each product than any backlog takes. */
const plenty = 1_000_000
const patience = { timeoutMs: 120_000, intervalMs: 20 }
/** Events of the relay's first batch: when that was begun is not recorded. */
const firstBatch = 500

/**
 * Brings many orders at once before the groups, whose work is then measured in the store: no shop and no relay has a
 * part in it. Closing ends the connection to Kafka.
 */
export async function openBacklog({ kafka, postgres }: ServerClients, { schema, topic }: Namespace) {
  const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
  await producer.connect()
  await postgres.query(`update "${schema}".stock set quantity = ${plenty}`)

  /** Stores so many orders, each of another product, without their events. */
  async function store(n: number): Promise<StoredOrder[]> {
    const { rows } = await postgres.query<{ order_id: number }>(
      `insert into "${schema}".orders (user_id, email, phone, items, total)
       select 123, 'user@example.com', '+1234567890', '[]', 59.98 from generate_series(1, $1::int)
       returning id as order_id`,
      [n],
    )
    return rows.map(({ order_id }) => ({
      order_id,
      ...anOrder({ product_id: (order_id % documentedLoad.products) + 1, quantity: 1 }),
    }))
  }

  return {
    store,
    /**
     * Stores so many orders with their events, for the relay of a shop that serves, and waits until it has published them.
     * @returns from the first one's record to the last one's, over the number of those after the first batch, in ms
     */
    async publish(n: number): Promise<number> {
      const orders = await store(n)
      await postgres.query(`insert into "${schema}".outbox (order_id) select unnest($1::bigint[])`, [
        orders.map(({ order_id }) => order_id),
      ])
      const look = async () => {
        const { rows } = await postgres.query<{ published: number; tookMs: number }>(
          `select count(*) as published, (extract(epoch from max(published_at) - min(published_at)) * 1000)::float8 as "tookMs"
           from "${schema}".outbox where order_id >= $1 and published_at is not null`,
          [orders[0]?.order_id ?? 0],
        )
        return rows[0] ?? { published: 0, tookMs: 0 }
      }
      const { published, tookMs } = await askUntil(look, (seen) => seen.published >= n, patience)
      if (published !== n) throw new Error(`of ${n} events ${published} were published in time`)
      return tookMs / (n - firstBatch)
    },
    /**
     * Stores so many orders, puts their events onto the topic, and waits until these effects have ended of each.
     * @returns from the first one that was begun to the last that ended, over the number of orders, in ms
     * @throws an error when one has not ended as done
     */
    async complete(n: number, effects: readonly string[]): Promise<number> {
      const orders = await store(n)
      const messages = orders.map((data) => ({
        key: String(data.order_id),
        value: JSON.stringify({ event_type: 'ORDER_CREATED', data }),
      }))
      await producer.send({ topic, acks: -1, messages })
      const from = orders[0]?.order_id ?? 0
      const look = async () => {
        const { rows } = await postgres.query<{ ended: number; done: number; tookMs: number }>(
          `select count(ended_at) as ended, count(*) filter (where state = 'done') as done,
             (extract(epoch from max(ended_at) - min(started_at)) * 1000)::float8 as "tookMs"
           from "${schema}".effects where order_id >= $1 and effect = any($2)`,
          [from, effects],
        )
        return rows[0] ?? { ended: 0, done: 0, tookMs: 0 }
      }
      const all = n * effects.length
      const { done, tookMs } = await askUntil(look, ({ ended }) => ended >= all, patience)
      if (done !== all) {
        const { rows } = await postgres.query(
          `select effect, state, attempts, reason, count(*), count(ended_at) as ended from "${schema}".effects where order_id >= $1 group by 1,2,3,4`,
          [from],
        )
        throw new Error(`of ${all} effects ${done} are done: ${JSON.stringify(rows)}`)
      }
      return tookMs / n
    },
    [Symbol.asyncDispose]: () => producer.disconnect(),
  }
}
