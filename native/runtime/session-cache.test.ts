import { expect, test } from "vitest"
import { SessionCache } from "./session-cache.ts"

function cacheOf(budget: number) {
  const released: string[] = []
  const cache = new SessionCache<string>(budget, async value => released.push(value))
  const hold = async (name: string, bytes: number) => {
    await cache.makeRoom(bytes)
    cache.add(name, name, bytes)
  }
  return { cache, released, hold }
}

test("the least recently used values are released first, and only as many as needed", async () => {
  const { cache, released, hold } = cacheOf(100)
  await hold("a", 40)
  await hold("b", 30)
  await hold("c", 30)
  expect(released).toEqual([])
  expect(cache.get("a")).toBe("a")
  await hold("d", 20)
  expect(released).toEqual(["b"])
  expect(cache.keys).toEqual(["c", "a", "d"])
  expect(cache.bytes).toBe(90)
})

test("one value is released by its key, and only once", async () => {
  const { cache, released, hold } = cacheOf(100)
  await hold("a", 40)
  await hold("b", 30)
  await cache.release("a")
  await cache.release("a")
  expect(released).toEqual(["a"])
  expect(cache.keys).toEqual(["b"])
  expect(cache.bytes).toBe(30)
})

test("a value that exceeds the whole budget is held alone", async () => {
  const { cache, released, hold } = cacheOf(100)
  await hold("a", 60)
  await hold("giant", 500)
  expect(released).toEqual(["a"])
  expect(cache.get("giant")).toBe("giant")
  await hold("b", 10)
  expect(cache.keys).toEqual(["b"])
})
