import { mkdtempDisposable, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { applyEdits, editsVariable, readEdits } from '#mutants'
import { loadDescription } from '#shop'
import { readAgainstNoiseOptions } from './against-noise-options.ts'
import { writeSlowerShop } from './slower-shop.ts'

test('twenty comparisons of a shop with itself, unless told otherwise', () => {
  expect(readAgainstNoiseOptions([], '/here')).toEqual({
    runs: 20,
    slowerUs: 0,
    folder: '/here/reports/noise',
  })
  expect(readAgainstNoiseOptions(['--runs', '3', '--slower', '40'], '/here')?.slowerUs).toBe(40)
  expect(readAgainstNoiseOptions(['--help'], '/here')).toBeNull()
})

test.each(['-1', '2.5', 'much', '100001'])('a read that is slower by %s is rejected', (text) => {
  expect(() => readAgainstNoiseOptions([`--slower=${text}`], '/here')).toThrow(
    `--slower is a whole number from 0 to 100000, but is "${text}"`,
  )
})

test('the slower shop is ours, with a cached read that computes for so much longer', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'receipts-noise-'))
  const slower = await loadDescription(await writeSlowerShop(folder.path, 40))
  const source = await readFile(join(import.meta.dirname, '../src/experiment/asynchronous/cache.ts'), 'utf8')

  expect(slower.async?.command).toContain('--import')
  const edits = readEdits(slower.async?.environment?.[editsVariable])
  const edited = applyEdits('src/experiment/asynchronous/cache.ts', source, edits)
  expect(edited.length).toBeGreaterThan(source.length)
  expect(edited).toContain('performance.now() + 0.04; ')
  expect(slower.sync?.environment?.[editsVariable]).toBeUndefined()
})
