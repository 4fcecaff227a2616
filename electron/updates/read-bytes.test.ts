import { expect, test, vi } from "vitest"
import { guardUpdates, readBytesBy } from "./read-bytes.ts"

const url = new URL("https://example.com/studio/latest.yml")
const readFrom = (answer: () => Response | Promise<Response>) => {
  const fetch = vi.fn(async (_url: string, _init: RequestInit) => answer())
  return { fetch, read: (most: number) => readBytesBy(fetch)(url, most) }
}

test("a file is read without cookies or a cache", async () => {
  const { fetch, read } = readFrom(() => new Response("version: 1"))
  expect((await read(10)).toString()).toBe("version: 1")
  expect(fetch.mock.lastCall).toMatchObject([url.href, { cache: "no-store", credentials: "omit" }])
})

test("one that never ends is left after the bytes that were asked for", async () => {
  let sent = 0
  const endless = new ReadableStream({
    pull(controller) {
      sent += 1000
      controller.enqueue(new Uint8Array(1000))
    },
  })
  const { read } = readFrom(() => new Response(endless))
  await expect(read(64 * 1024)).rejects.toMatchObject({
    code: "update.unreadable",
    details: { reason: { code: "file.over_limit", details: { limit: "64 kB" } } },
  })
  expect(sent).toBeLessThan(70_000)
})

test("a server that can't be reached, or refuses, is named", async () => {
  const lost = readFrom(() => Promise.reject(new Error("net::ERR_NAME_NOT_RESOLVED")))
  await expect(lost.read(10)).rejects.toMatchObject({
    code: "update.unreachable",
    details: { host: "example.com", reason: { details: { text: "net::ERR_NAME_NOT_RESOLVED" } } },
  })
  const refused = readFrom(() => new Response("", { status: 404 }))
  await expect(refused.read(10)).rejects.toMatchObject({
    code: "update.refused",
    details: { host: "example.com", status: 404 },
  })
})

test("the session of updates follows no server to an address without encryption", () => {
  const onBeforeRequest = vi.fn()
  guardUpdates({ webRequest: { onBeforeRequest } } as never)
  const [{ urls }, decide] = onBeforeRequest.mock.lastCall as [
    { urls: string[] },
    (details: unknown, answer: (verdict: unknown) => void) => void,
  ]
  expect(urls).toContain("http://*/*")
  expect(urls).not.toContain("https://*/*")
  const answer = vi.fn()
  decide({}, answer)
  expect(answer).toHaveBeenCalledWith({ cancel: true })
})
