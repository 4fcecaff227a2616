import { createServer } from "node:https"
import type { AddressInfo } from "node:net"
import { expect, onTestFinished, test } from "vitest"
import { isPublic, type LookupAll } from "../../../base/public-address.ts"
import { retried } from "../../../base/retry.ts"
import { isStudioError } from "../../../contract/errors.ts"
import { picture } from "../../fixtures/catalogs.ts"
import { createDownloader, type FetchPolicy } from "./download.ts"
import { selfSigned } from "./fixtures/self-signed.ts"
import { type Answer, loopback, webServer } from "./fixtures/web-server.ts"

async function fetched(url: string, policy: FetchPolicy = loopback, hosts = [new URL(url).host]) {
  const downloader = createDownloader(new Set(hosts), policy)
  try {
    const bytes = await retried(() => downloader.get(new URL(url), "a.png", undefined), {
      retries: 2,
      delay: 0,
    })
    return bytes.length
  } catch (error) {
    if (!isStudioError(error)) throw error
    return [error.code, error.details]
  } finally {
    downloader.close()
  }
}

const redirect =
  (location: string): Answer =>
  (_, response) => {
    response.writeHead(302, { location }).end()
  }

test("a picture comes whole, by redirects on the hosts that were agreed to", async () => {
  const png = await picture(1)
  const { origin } = await webServer({
    "/a.png": png,
    "/moved": redirect("/a.png"),
    "/round": redirect("/round"),
    "/elsewhere": redirect("https://other.example/a.png"),
    "/local": redirect("file:///etc/passwd"),
  })
  expect(await fetched(`${origin}/a.png`)).toBe(png.length)
  expect(await fetched(`${origin}/moved`)).toBe(png.length)
  expect(await fetched(`${origin}/round`)).toEqual(["catalog.fetch_redirects", { image: "a.png", most: 5 }])
  expect(await fetched(`${origin}/elsewhere`)).toEqual([
    "catalog.fetch_redirect",
    { image: "a.png", host: "other.example" },
  ])
  expect(await fetched(`${origin}/local`)).toEqual(["catalog.fetch_status", { image: "a.png", status: 302 }])
})

test("what can't be had is an error with its cause", async () => {
  const { origin } = await webServer({
    "/page": (_, response) =>
      void response.setHeader("content-type", "text/html; charset=utf-8").end("<p>Log in"),
    "/large": (_, response) => void response.setHeader("content-length", 1e9).flushHeaders(),
    "/endless": (_, response) => {
      const piece = Buffer.alloc(1024 * 1024)
      const send = () => {
        while (response.write(piece));
      }
      response.on("drain", send)
      send()
    },
    "/slow": (_, response) => void response.setHeader("content-type", "image/png").write("a"),
    "/torn": (_, response) => {
      response.setHeader("content-length", 100).write("half")
      setTimeout(() => response.destroy(), 20)
    },
  })
  expect(await fetched(`${origin}/none`)).toEqual(["catalog.fetch_status", { image: "a.png", status: 404 }])
  expect(await fetched(`${origin}/page`)).toEqual([
    "catalog.fetch_no_picture",
    { image: "a.png", type: "text/html" },
  ])
  expect(await fetched(`${origin}/large`)).toMatchObject(["catalog.image_too_large", {}])
  expect(await fetched(`${origin}/endless`)).toMatchObject(["catalog.image_too_large", {}])
  expect(await fetched(`${origin}/slow`, { ...loopback, seconds: 0.2 })).toEqual([
    "catalog.fetch_timeout",
    { image: "a.png", seconds: 0.2 },
  ])
  expect(await fetched(`${origin}/torn`)).toMatchObject([
    "catalog.fetch_failed",
    { reason: { code: "network.broken_off" } },
  ])
  const refused = "http://127.0.0.1:9/a.png"
  expect(await fetched(refused)).toMatchObject([
    "catalog.fetch_failed",
    { reason: { code: "network.refused" } },
  ])
})

test("a busy server is asked again, as late as it wishes", async () => {
  const png = await picture(1)
  const times: number[] = []
  const { origin } = await webServer({
    "/busy": (_, response) => {
      times.push(Date.now())
      if (times.length < 3) response.writeHead(times.length === 1 ? 429 : 503, { "retry-after": "0.2" }).end()
      else response.setHeader("content-type", "image/png").end(png)
    },
    "/broken": (_, response) => void response.writeHead(500).end(),
  })
  expect(await fetched(`${origin}/busy`)).toBe(png.length)
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(190)
  expect(await fetched(`${origin}/broken`)).toEqual(["catalog.fetch_status", { image: "a.png", status: 500 }])
})

test("a server that can't prove who it is gets no request", async () => {
  const server = createServer(selfSigned, (_, response) => response.end())
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  expect(await fetched(`https://127.0.0.1:${port}/a.png`)).toMatchObject(["catalog.fetch_tls", {}])
})

/** One of each range that IANA keeps for special purposes. */
const special = [
  "0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.9.9.9 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1",
  "192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1",
  "255.255.255.255",
  "[::] [::1] [::ffff:127.0.0.1] [::ffff:7f00:1] [::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::1] [100::1] [2001::1] [2001:2::1]",
  "[2001:db8::1] [2002:7f00:1::1] [3fff::1] [5f00::1] [fc00::1] [fd12:3456::1] [fe80::1] [fec0::1] [ff02::1]",
].flatMap(line => line.split(" "))

test.each(special)("nothing is asked at %s", async address => {
  expect(await fetched(`http://${address}:9/a.png`, { delay: 0, seconds: 2 })).toMatchObject([
    "catalog.fetch_private",
    {},
  ])
})

test.each(["2130706433", "0x7f.1", "0177.0.0.1", "127.1"])("nor where %s stands for it", async address => {
  expect(await fetched(`http://${address}:9/a.png`, { delay: 0, seconds: 2 })).toMatchObject([
    "catalog.fetch_private",
    { address: "127.0.0.1" },
  ])
})

test("a name is judged by the address that is connected to: one that changes meanwhile gains nothing", async () => {
  const { port, asked } = await webServer({ "/a.png": await picture(1) })
  let lookups = 0
  /** Public first, this machine afterwards. */
  const changing: LookupAll = (_name, _options, done) =>
    done(null, [{ address: lookups++ === 0 ? "93.184.215.14" : "127.0.0.1", family: 4 }])
  const policy = { delay: 0, seconds: 0.3, lookup: changing }
  expect(await fetched(`http://changing.example:${port}/a.png`, policy)).toEqual([
    "catalog.fetch_private",
    { image: "a.png", host: `changing.example:${port}`, address: "127.0.0.1" },
  ])
  expect(asked).toEqual([])
  // Of several addresses, one is enough.
  const both: LookupAll = (_name, _options, done) =>
    done(null, [
      { address: "93.184.215.14", family: 4 },
      { address: "::1", family: 6 },
    ])
  expect(await fetched("http://both.example/a.png", { ...policy, lookup: both })).toMatchObject([
    "catalog.fetch_private",
    { address: "::1" },
  ])
})

test("public addresses of either kind are asked", () => {
  for (const address of ["93.184.215.14", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "2001:4860:4860::8888"])
    expect(isPublic(address)).toBe(true)
})

test("proxies of the environment aren't used", async () => {
  const png = await picture(1)
  const { origin } = await webServer({ "/a.png": png })
  const before = { ...process.env }
  Object.assign(process.env, { HTTP_PROXY: "http://127.0.0.1:9", http_proxy: "http://127.0.0.1:9" })
  try {
    expect(await fetched(`${origin}/a.png`)).toBe(png.length)
  } finally {
    process.env = before
  }
})
