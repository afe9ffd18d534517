/**
 * Goal: it is known how often `npm run spec:against` calls a change where there is none, and finds one that is there:
 * `npm run against:noise`.
 * Method: our own shop is compared with itself, several times, and with one whose cached read is made slower on
 * purpose; what takes too many comparisons is simulated from the recorded ones. See `npm run against:noise -- --help`.
 */
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compare, measureVersions } from '#against'
import { messageOf, say, upTo, writeJson } from '#common'
import { lookOf } from '#ledger'
import {
  AGAINST_NOISE_USAGE,
  type AgainstNoiseOptions,
  readAgainstNoiseOptions,
} from './against-noise-options.ts'
import { renderCompared, renderSummary, type Compared } from './render-compared.ts'
import { writeSlowerShop } from './slower-shop.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const ours = join(root, 'fixtures/shop/ours/shop.ts')
const print = (text: string) => process.stdout.write(`${text}\n`)

try {
  const options = readAgainstNoiseOptions(process.argv.slice(2), process.env['INIT_CWD'] ?? '.')
  if (options === null) process.stdout.write(AGAINST_NOISE_USAGE)
  else await measureNoise(options)
} catch (error) {
  process.stderr.write(`noise: ${messageOf(error)}\n`)
  process.exitCode = 2
}

async function measureNoise({ runs, slowerUs, folder }: AgainstNoiseOptions): Promise<void> {
  await using temporary = await mkdtempDisposable(join(tmpdir(), 'receipts-noise-'))
  // As spec:against has it: neither version finds code that was compiled before.
  process.env['NODE_COMPILE_CACHE'] = join(temporary.path, 'compiled')
  const head = slowerUs === 0 ? ours : await writeSlowerShop(temporary.path, slowerUs)
  const what = slowerUs === 0 ? 'itself' : `one whose cached read takes ${slowerUs} us longer`
  const done: Compared[] = []
  for (const number of upTo(runs)) {
    say(`comparison ${number} of ${runs} of our shop with ${what}: waiting for both to be measured in turns`)
    const startedMs = performance.now()
    const { figures } = await measureVersions({ base: ours, head }, { root, folder: temporary.path })
    const tookMs = performance.now() - startedMs
    await writeJson(join(folder, `slower-${slowerUs}-${String(number).padStart(2, '0')}.json`), figures)
    done.push({ figures, tookMs, comparison: compare(figures, []) })
  }
  print(renderCompared(done, slowerUs, lookOf(process.stdout)))
  print('')
  print(renderSummary(done, slowerUs))
}
