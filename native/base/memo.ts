/** Work that is done once a key, however many ask for it meanwhile. */

/** A Map keeps every result, a WeakMap each one as long as its key is in use, an LRUCache the latest few. */
interface Store<Key, Value> {
  get(key: Key): Promise<Value> | undefined
  set(key: Key, value: Promise<Value>): unknown
  delete(key: Key): unknown
}

/**
 * The value that `make` gives for `key`: made now, or taken from `store`. A failure isn't kept, so the next call tries again.
 *
 * @example const widths = new LRUCache<string, Promise<number>>({ max: 8 })
 *          await memoized(widths, file, () => measure(file))
 */
export function memoized<Key, Value>(
  store: Store<Key, Value>,
  key: Key,
  make: () => Promise<Value>,
): Promise<Value> {
  const known = store.get(key)
  if (known) return known
  const made = make()
  store.set(key, made)
  made.catch(() => {
    // The store may have been emptied and filled again meanwhile.
    if (store.get(key) === made) store.delete(key)
  })
  return made
}
