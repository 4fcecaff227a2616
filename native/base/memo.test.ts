import { LRUCache } from "lru-cache"
import { expect, test } from "vitest"
import { memoized } from "./memo.ts"

test("a key's value is made once, also for callers that ask before it is there", async () => {
  const store = new Map<string, Promise<number>>()
  let made = 0
  const make = async () => ++made
  expect(await Promise.all([memoized(store, "a", make), memoized(store, "a", make)])).toEqual([1, 1])
  expect(await memoized(store, "a", make)).toBe(1)
  expect(await memoized(store, "b", make)).toBe(2)
})

test("a failure reaches all callers that wait for it, and the next call tries again", async () => {
  const store = new WeakMap<object, Promise<string>>()
  const key = {}
  const fail = () => Promise.reject(new Error("no weights"))
  const [first, second] = [memoized(store, key, fail), memoized(store, key, fail)]
  await expect(first).rejects.toThrow("no weights")
  await expect(second).rejects.toThrow("no weights")
  expect(await memoized(store, key, async () => "mended")).toBe("mended")
})

test("a late failure doesn't remove a value that was made after the store was emptied", async () => {
  const store = new Map<string, Promise<string>>()
  let fail = (_: Error) => {}
  const failing = memoized(store, "a", () => new Promise<string>((_, reject) => (fail = reject)))
  store.clear()
  await memoized(store, "a", async () => "new")
  fail(new Error("late"))
  await expect(failing).rejects.toThrow("late")
  expect(await memoized(store, "a", async () => "made again")).toBe("new")
})

test("an LRU store keeps the values that were asked for last", async () => {
  const store = new LRUCache<string, Promise<string>>({ max: 2 })
  const made: string[] = []
  const ask = (key: string) =>
    memoized(store, key, async () => {
      made.push(key)
      return key
    })
  for (const key of ["a", "b", "a", "c", "a", "b"]) await ask(key)
  expect(made).toEqual(["a", "b", "c", "b"])
})
