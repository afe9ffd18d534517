import { asOne, asStated, minus, over, plain, plus, times } from '#statistics'
import { documentedLoad } from '#document'

const { users, spawnedPerSecond, waitSeconds, reads, orders } = documentedLoad

/** The documented load as figures to compute with. */
export const usersOfTheLoad = asStated(users, 'user')
export const productsOfTheShop = asStated(documentedLoad.products, 'product')

export const meanWait = asOne(
  's',
  over(plus(asStated(waitSeconds.least, 's'), asStated(waitSeconds.most, 's')), plain(2)),
)

/** The maximum rate of users who wait between requests, if each is answered at once: X = N / (R + Z) with R = 0. */
const requestsPerSecond = asOne('requests/s', over(usersOfTheLoad, meanWait))
const shareOfReads = asOne('', over(plain(reads), plain(reads + orders)))
export const shareOfOrders = asOne('', over(plain(orders), plain(reads + orders)))
export const readsPerSecond = asOne('reads/s', times(requestsPerSecond, shareOfReads))
export const ordersPerSecond = asOne('orders/s', times(requestsPerSecond, shareOfOrders))

/** Users are added one after another: during the ramp-up, half of them are active on average. */
const comingSeconds = over(usersOfTheLoad, asStated(spawnedPerSecond, 'users/s'))
export const readsInFirstMinute = asOne(
  'reads',
  times(readsPerSecond, minus(plain(60), over(comingSeconds, plain(2)))),
)
