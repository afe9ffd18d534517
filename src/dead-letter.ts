import type { IHeaders, KafkaMessage } from 'kafkajs'
import type { Delivery } from './consumer.ts'
import { limits } from './limits.ts'

/** The header of a message that is for one consumer group alone: its name. All others pass over it. */
export const onlyForHeader = 'only-for'

/** The headers of a dead letter that are ours: why it was given up, by which group, and where it lay. */
const ours: ReadonlySet<string> = new Set(['reason', 'group', 'topic', 'partition', 'offset'])
/** Before the name of a header that the message came with and that is called like one of ours. */
const originally = 'original.'

/** What the topic of dead letters, and then that of the events again, is given: no text is made of it on the way. */
interface Letter {
  key: Buffer | null
  value: Buffer | null
  headers: IHeaders
}

/**
 * The dead letter of a message that a group gave up: its key, its value and its headers as they came, and ours beside
 * them. Key and value are cut off where the topic ends; headers for which there is no room are left out.
 */
export function deadLetterOf(
  delivery: Delivery,
  { group, reason }: { group: string; reason: string },
): Letter {
  const { topic, partition, offset, key, value } = delivery
  const theirs = Object.entries(delivery.headers).filter(fitting(limits.deadLetterHeaderBytes))
  return {
    key: key && key.subarray(0, limits.deadLetterKeyBytes),
    value: value && value.subarray(0, limits.deadLetterValueBytes),
    headers: {
      ...Object.fromEntries(theirs.map(([name, values]) => [kept(name), sendable(values)])),
      reason,
      group,
      topic,
      partition: String(partition),
      offset,
    },
  }
}

/** The group that gave a dead letter up, and the message as it was before that, for that group alone. */
export function putBackOf({ key, value, headers = {} }: KafkaMessage): Letter & { group: string } {
  const group = String(headers['group'] ?? '')
  const theirs = Object.entries(headers)
    .filter(([name]) => !ours.has(name))
    .map(([name, values]) => [restored(name), sendable(values)])
  return { group, key, value, headers: { ...Object.fromEntries(theirs), [onlyForHeader]: group } }
}

const kept = (name: string): string =>
  ours.has(name) || name.startsWith(originally) ? `${originally}${name}` : name

const restored = (name: string): string =>
  name.startsWith(originally) ? name.slice(originally.length) : name

/** The client (kafkajs 2.2.4) reads a header that is null and cannot send one: it becomes an empty one. */
const sendable = (values: IHeaders[string]): IHeaders[string] =>
  Array.isArray(values) ? values.map((value) => value ?? Buffer.alloc(0)) : (values ?? Buffer.alloc(0))

/** Whether there is room left for a header, asked of one after another. */
function fitting(room: number): (header: [string, IHeaders[string]]) => boolean {
  let left = room
  return ([name, values]) => {
    const bytes = [values]
      .flat()
      .reduce((sum, value) => sum + Buffer.byteLength(name) + Buffer.byteLength(value ?? ''), 0)
    if (bytes > left) return false
    left -= bytes
    return true
  }
}
