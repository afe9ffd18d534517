import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { deadLetterOf } from './dead-letter.ts'
import { limits } from '../run/limits.ts'

const place = { topic: 'order.events', partition: 2, offset: '7' }
const given = { group: 'sms-service', reason: 'no answer' }
const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array))
const names = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom(
    'reason',
    'group',
    'offset',
    'original.reason',
    'original.original.reason',
    '__proto__',
    '1',
  ),
)
/** A name, and one value or several, of which each is any bytes. */
const headers = fc
  .array(fc.tuple(names, fc.oneof(bytes, fc.array(bytes, { minLength: 2, maxLength: 3 }))), { maxLength: 6 })
  .map((entries) => Object.fromEntries(entries))

test('a dead letter is what was given up, to the byte', () => {
  fc.assert(
    fc.property(fc.option(bytes), fc.option(bytes), headers, (key, value, theirs) => {
      const letter = deadLetterOf({ ...place, key, value, headers: theirs }, given)

      expect(letter).toMatchObject({ key, value })
      expect(letter.headers).toMatchObject({ ...given, topic: 'order.events', partition: '2', offset: '7' })
      expect(Object.keys(letter.headers)).toHaveLength(Object.keys(theirs).length + 5)
    }),
  )
})

test('a header keeps its name, unless it has the name of one of ours', () => {
  const theirs = { 'trace-id': Buffer.from([0xff]), reason: Buffer.from('returned') }

  const letter = deadLetterOf({ ...place, key: null, value: null, headers: theirs }, given)

  expect(letter.headers).toMatchObject({
    'trace-id': Buffer.from([0xff]),
    'original.reason': Buffer.from('returned'),
    reason: 'no answer',
  })
})

test('a header that is null becomes an empty one, as the client can send no other', () => {
  const theirs = { nothing: JSON.parse('null'), some: [Buffer.from('a'), JSON.parse('null')] }

  const letter = deadLetterOf({ ...place, key: null, value: null, headers: theirs }, given)

  expect(letter.headers).toMatchObject({
    nothing: Buffer.alloc(0),
    some: [Buffer.from('a'), Buffer.alloc(0)],
  })
})

test('what is larger than the topic of dead letters accepts is cut off there, by bytes', () => {
  const large = Buffer.from('ü'.repeat(limits.deadLetterValueBytes))
  const theirs = { large, small: Buffer.from('kept') }

  const letter = deadLetterOf({ ...place, key: large, value: large, headers: theirs }, given)

  expect(letter.key).toEqual(large.subarray(0, limits.deadLetterKeyBytes))
  expect(letter.value).toEqual(large.subarray(0, limits.deadLetterValueBytes))
  expect(letter.headers).not.toHaveProperty('large')
  expect(letter.headers).toHaveProperty('small')
})
