import { expect, test } from "vitest"
import { retried, retryAfterOf, Transient } from "./retry.ts"

test("what may pass is tried again, and the last failure's cause is the error", async () => {
  let tries = 0
  const busy = async () => {
    throw new Transient(new Error(`busy ${++tries}`))
  }
  await expect(retried(busy, { retries: 2, delay: 0 })).rejects.toThrow("busy 3")
  const broken = async () => {
    tries++
    throw new Error("broken")
  }
  tries = 0
  await expect(retried(broken, { retries: 2, delay: 0 })).rejects.toThrow("broken")
  expect(tries).toBe(1)
})

test("a stopped wait ends with the signal's reason", async () => {
  const signal = AbortSignal.timeout(20)
  const busy = () => Promise.reject(new Transient(new Error("busy"), 30))
  await expect(retried(busy, { retries: 2, delay: 0, signal })).rejects.toThrow(/timeout/)
})

test("Retry-After is read as seconds and as a date", () => {
  const now = Date.parse("Mon, 30 Nov 2026 11:00:00 GMT")
  expect(retryAfterOf("120", now)).toBe(120)
  expect(retryAfterOf("Mon, 30 Nov 2026 11:00:07 GMT", now)).toBe(7)
  expect(retryAfterOf("Mon, 30 Nov 2026 10:00:00 GMT", now)).toBe(0)
  for (const nothing of [null, undefined, "", "soon"]) expect(retryAfterOf(nothing, now)).toBe(0)
})
