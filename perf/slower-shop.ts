import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { writeWhole } from '#common'
import { editsVariable, type Edit } from '#mutants'

const root = fileURLToPath(new URL('..', import.meta.url))
const lookUp = 'const cached = await guarded.fire(() => redis.get(keyOf(id)))'

/**
 * Writes the description of our own shop with a cached read that computes for so much longer.
 * @param folder that the file is written to
 * @returns the file
 */
export async function writeSlowerShop(folder: string, byUs: number): Promise<string> {
  const waits = `for (const endMs = performance.now() + ${byUs / 1000}; performance.now() < endMs;);`
  const edit: Edit = {
    file: 'src/experiment/asynchronous/cache.ts',
    find: lookUp,
    replace: `${lookUp}\n      ${waits}`,
  }
  const file = join(folder, `slower-by-${byUs}-us.ts`)
  await writeWhole(
    file,
    `import ours from ${JSON.stringify(join(root, 'fixtures/shop/ours/shop.ts'))}

const { command: [node, ...args] } = ours.async
const mutate = ['--import', ${JSON.stringify(join(root, 'fixtures/mutants/mutate.ts'))}]
const environment = { ...ours.environment, ${editsVariable}: ${JSON.stringify(JSON.stringify([edit]))} }
const inRoot = (program) => ({ ...program, folder: ${JSON.stringify(root)} })

export default {
  ...ours,
  name: 'our own shop with a cached read that takes ${byUs} us longer',
  sync: inRoot(ours.sync),
  async: inRoot({ ...ours.async, command: [node, ...mutate, ...args], environment }),
  consumers: inRoot(ours.consumers),
}
`,
  )
  return file
}
