import type { IHeaders } from 'kafkajs'
import { limits } from '../run/limits.ts'
import type { Delivery } from './consumer.ts'

/** The headers of a dead letter that are ours: why it was given up, by which group, and where it was. */
const ours: ReadonlySet<string> = new Set(['reason', 'group', 'topic', 'partition', 'offset'])
/** Before the name of a header of the message that has the name of one of ours. */
const originally = 'original.'

/**
 * The dead letter of a message that a group gave up: its key, its value and its headers to the byte, and ours
 * beside them. Key and value are cut off where they are larger than the topic accepts; headers for which
 * there is no room are left out.
 */
export function deadLetterOf(delivery: Delivery, { group, reason }: { group: string; reason: string }) {
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

const kept = (name: string): string =>
  ours.has(name) || name.startsWith(originally) ? `${originally}${name}` : name

/** The client (kafkajs 2.2.4) reads a header that is null and cannot send one: it becomes an empty one. */
const sendable = (values: IHeaders[string]): IHeaders[string] =>
  Array.isArray(values) ? values.map((value) => value ?? Buffer.alloc(0)) : (values ?? Buffer.alloc(0))

/** Whether there is room left for a header, for one after another. */
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
