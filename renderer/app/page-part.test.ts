import { expect, test } from "vitest"
import { fetchPart } from "./page-part.ts"

/** Fails so often, then answers. */
const after = (failures: number) => async () => {
  if (failures-- > 0) throw new TypeError("Failed to fetch dynamically imported module")
  return "a screen"
}

test("a part that the engine couldn't serve is fetched again until it can", async () => {
  expect(await fetchPart(after(2), [1, 1])).toBe("a screen")
})

test("one that never comes is an error", async () => {
  await expect(fetchPart(after(3), [1, 1])).rejects.toThrow("Failed to fetch")
})
