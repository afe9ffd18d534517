/**
 * Goal: beside what was measured stands what this machine could do at the time.
 * Method: bare programs do the least that an answer, a commit or a record takes, in each round of the run. Nothing is
 * ruled on. For a shop that runs already no server is asked.
 */
import { measureMachine } from '#machine'
import { foreignShopOf, settingsOfThisRun } from '#settings'
import { test } from '../test.ts'

const name = 'what this machine can do'

if (foreignShopOf(settingsOfThisRun())) {
  test(name, async ({ task }) => {
    task.meta.machine = await measureMachine()
  })
} else {
  test(name, async ({ task, clients }) => {
    task.meta.machine = await measureMachine(clients)
  })
}
