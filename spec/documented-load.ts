/** The load that the document is about, and the shop that it falls upon. */
export const documentedLoad = {
  users: 100,
  spawnedPerSecond: 10,
  waitSeconds: { least: 1, most: 3 },
  /** Of four requests of a user three read a product and one places an order. */
  reads: 3,
  orders: 1,
  products: 100,
  quantity: { least: 1, most: 5 },
  stock: { least: 50, most: 500 },
  /** The document's table of the warming cache tells of more than five minutes under load. */
  lastsSeconds: 300,
} as const
