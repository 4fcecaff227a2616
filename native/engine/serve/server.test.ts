/** The server as a browser and as an attacker meet it, with an engine of three calls. */
import { createHmac } from "node:crypto"
import { once } from "node:events"
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises"
import { request } from "node:http"
import { connect as connectSocket } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createORPCClient } from "@orpc/client"
import { RPCLink } from "@orpc/client/websocket"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { WebSocket } from "ws"
import { noLog } from "../../base/log/log.ts"
import type { ApiClient } from "../../contract/api/index.ts"
import { note } from "../../contract/codes/index.ts"
import { maxCallBytes, maxFileBytes } from "../../contract/shell.ts"
import { type Engine, os } from "../context.ts"
import { type Server, type ServerOptions, startServer } from "./server.ts"

const secrets = { link: "the-link", session: "the-session", page: "the-page-key", linkUsed: false }
const cancelled: string[] = []
const logged: unknown[] = []
const log = { ...noLog, error: (_: string, error: unknown) => logged.push(error) }
let dir: string
let server: Server
let linkUses = 0

const router = {
  merges: {
    list: os.merges.list.handler(() => [{ from: "fog", to: "mist" }]),
    add: os.merges.add.handler(({ input }) => [input]),
    // About 100 kB.
    remove: os.merges.remove.handler(() =>
      Array.from({ length: 1400 }, (_, n) => ({ from: `fog ${n} ${"x".repeat(30)}`, to: `mist ${n}` })),
    ),
  },
  app: {
    events: os.app.events.handler(async function* ({ context }) {
      yield { type: "changed" as const, what: "items" as const }
      await new Promise(gone => context.connection.signal.addEventListener("abort", gone))
      cancelled.push(context.connection.id)
    }),
  },
} as unknown as Engine["router"]

const pixel = new Uint8Array([137, 80, 78, 71])
const images = async (kind: string, id: string) =>
  kind === "item" && id === "a/b" ? { type: "image/png", bytes: pixel } : null

const engine = Promise.resolve({ router, images, explain: (error: unknown) => error, log })

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "iamg-serve-"))
  const pageDir = join(dir, "page")
  await mkdir(join(pageDir, "assets"), { recursive: true })
  await writeFile(join(pageDir, "index.html"), "<title>The page</title>")
  await writeFile(join(pageDir, "assets", "main-1a2b.js"), "export {}")
  await writeFile(join(pageDir, "assets", "notes.txt"), "of no type that is served")
  await writeFile(join(dir, "secret.js"), "a secret")
  await symlink(join(dir, "secret.js"), join(pageDir, "link.js"))
  server = await startServer(engine, { ...options(), port: 0 })
})
const options = (): Omit<ServerOptions, "port"> => ({
  pageDir: join(dir, "page"),
  secrets,
  onLinkUsed: () => linkUses++,
  mostWaiting: 2 ** 20,
  state: () => ({ state: "running", restarts: 2, reason: note("engine.crashed", {}) }),
  log: () => log,
})
afterAll(async () => {
  await server.close()
  await rm(dir, { recursive: true, force: true })
})

const host = () => `127.0.0.1:${server.port}`
const cookie = () => `iamg-${server.port}=the-session`

interface Got {
  status: number
  headers: Record<string, string | string[] | undefined>
  body: string
}

/** node:http sends a path as it is, where fetch would tidy it. */
/** A picture's address with the key that the page is given. */
const withKey = (path: string) => `${path}${path.includes("?") ? "&" : "?"}key=${pictureKey()}`
const pictureKey = () => createHmac("sha256", "the-page-key").update("pictures").digest("base64url")

const get = (path: string, headers: Record<string, string> = { cookie: cookie() }, method = "GET") =>
  new Promise<Got>((settle, fail) => {
    const sent = request({ host: "127.0.0.1", port: server.port, path, method, headers }, response => {
      const parts: Buffer[] = []
      response.on("data", part => parts.push(part))
      response.on("end", () =>
        settle({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts).toString("latin1"),
        }),
      )
    })
    sent.on("error", fail)
    sent.end()
  })

describe("the printed link", () => {
  test("is not used up by a browser that fetches ahead, nor by a wrong token", async () => {
    expect((await get("/?token=the-link", { "sec-purpose": "prefetch" })).status).toBe(403)
    expect((await get("/?token=the-link", {}, "HEAD")).status).toBe(403)
    expect((await get("/?token=the-lin", {})).status).toBe(403)
    expect(linkUses).toBe(0)
  })

  test("is exchanged once for a cookie that scripts and other sites don't get", async () => {
    const { status, headers } = await get("/?token=the-link", {})
    expect([status, headers.location]).toEqual([303, "/#key=the-page-key"])
    expect(headers["set-cookie"]).toEqual([`${cookie()}; HttpOnly; SameSite=Strict; Path=/; Max-Age=604800`])
    expect(linkUses).toBe(1)
    expect((await get("/?token=the-link", {})).status).toBe(403)
  })

  test("can be renewed, for another browser", async () => {
    server.renewLink("another-link")
    expect((await get("/?token=the-link", {})).status).toBe(403)
    expect((await get("/?token=another-link", {})).status).toBe(303)
    expect((await get("/?token=another-link", {})).status).toBe(403)
  })

  test("opens again in the browser that has the cookie", async () => {
    const { status, headers } = await get("/?token=another-link")
    expect([status, headers.location, headers["set-cookie"]]).toEqual([303, "/#key=the-page-key", undefined])
  })

  test("is needed for the page's key: the cookie alone, which other servers see, gets none", async () => {
    const { status, headers, body } = await get("/?token=guessed")
    expect([status, headers.location, body]).toEqual([303, "/", ""])
  })

  test("clicked on another site, goes on by itself, because a redirect would leave the cookie behind", async () => {
    const { status, headers } = await get("/?token=another-link", {
      cookie: cookie(),
      "sec-fetch-site": "cross-site",
    })
    expect([status, headers.refresh]).toEqual([200, "0; url=/#key=the-page-key"])
  })
})

describe("who may come in", () => {
  test.each([
    ["no cookie", {}],
    ["another cookie", { cookie: "iamg=the-session" }],
    ["a wrong session", () => ({ cookie: `${cookie()}x` })],
    ["another host that leads here", () => ({ cookie: cookie(), host: `evil.example:${server.port}` })],
    ["localhost at another port", { host: "localhost:1" }],
    [
      "a page that was opened as localhost",
      () => ({ host: `localhost:${server.port}`, origin: `http://localhost:${server.port}` }),
    ],
    ["another origin", () => ({ cookie: cookie(), origin: "http://evil.example" })],
    ["a sandboxed frame", () => ({ cookie: cookie(), origin: "null" })],
    ["another program on this machine", () => ({ cookie: cookie(), origin: "http://127.0.0.1:1" })],
  ])("%s is refused", async (_who, headers) => {
    for (const path of ["/", "/assets/main-1a2b.js", "/images/item/a%2Fb", "/engine"])
      expect((await get(path, typeof headers === "function" ? headers() : headers)).status).toBe(403)
  })

  test("localhost leads to the page's own address", async () => {
    const asked = { host: `localhost:${server.port}` }
    for (const [path, there] of [
      ["/?token=the-link", "/?token=the-link"],
      ["/catalog", "/catalog"],
      ["//evil.example/x", "/evil.example/x"],
    ]) {
      const { status, headers, body } = await get(path!, asked)
      expect([status, headers.location, body]).toEqual([307, `http://${host()}${there}`, ""])
      expect(headers["set-cookie"]).toBeUndefined()
    }
  })

  test("nothing is changed by HTTP", async () => {
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"])
      expect((await get("/", { cookie: cookie() }, method)).status).toBe(405)
  })
})

describe("files", () => {
  test("a screen's address answers with the page, under a policy that runs its own scripts alone", async () => {
    for (const path of ["/", "/catalog", "/studio/movie-1"]) {
      const { status, headers, body } = await get(path)
      expect([status, body, headers["cache-control"]]).toEqual([200, "<title>The page</title>", "no-cache"])
      const policy = String(headers["content-security-policy"])
      expect(policy).toContain("default-src 'none'; script-src 'self';")
      expect(policy).toContain(`connect-src 'self' ws://${host()};`)
      expect(policy).not.toMatch(/script-src[^;]*unsafe|\*|https?:/)
      expect(headers["x-content-type-options"]).toBe("nosniff")
    }
  })

  test("a file named by its hash is kept by the browser", async () => {
    const { headers } = await get("/assets/main-1a2b.js")
    expect(headers["content-type"]).toBe("text/javascript; charset=utf-8")
    expect(headers["cache-control"]).toContain("immutable")
  })

  test.each([
    "/../secret.js",
    "/%2e%2e/secret.js",
    "/assets/..%2f..%2fsecret.js",
    "/..\\secret.js",
    "/%2e%2e%5csecret.js",
    "/assets/%00.js",
    "/C:%5csecret.js",
    "/link.js",
    "/%",
    "//secret.js",
    "/assets/notes.txt",
    "/assets/missing.js",
  ])("%s is nowhere", async path => {
    const { status, body } = await get(path)
    expect([status, body]).toEqual([404, "There is nothing here."])
  })
})

describe("pictures", () => {
  test("are found by id, with any letters in it", async () => {
    const { status, headers, body } = await get(withKey("/images/item/a%2Fb?edge=320"))
    expect([status, headers["content-type"], body.length]).toEqual([200, "image/png", 4])
  })

  test.each([
    "/images/item/unknown",
    "/images/render/not-a-uuid",
    "/images/render/..%2f..%2fstate.db",
    "/images/item/a%2Fb?edge=100000",
    "/images/pack/a%2Fb",
    "/images/item/a/b",
    "/images/item/",
    `/images/item/${"x".repeat(201)}`,
    "/images/item/%E0%A4%A",
  ])("%s is none", async path => {
    expect((await get(withKey(path))).status).toBe(404)
  })

  test("are refused without the key that is handed out with calls", async () => {
    for (const path of [
      "/images/item/a%2Fb",
      "/images/item/a%2Fb?key=",
      "/images/item/a%2Fb?key=the-page-key",
    ])
      expect((await get(path)).status).toBe(403)
  })
})

test("why the engine was lost can be asked", async () => {
  expect(JSON.parse((await get("/engine")).body)).toEqual({
    state: "running",
    restarts: 2,
    reason: note("engine.crashed", {}),
  })
})

test("connections that say nothing are closed, and so are sockets that send no key", async () => {
  const quiet = await startServer(engine, { ...options(), port: 0, longestSilence: 200 })
  try {
    const silent = connectSocket({ host: "127.0.0.1", port: quiet.port })
    silent.resume()
    await once(silent, "close")
    const socket = new WebSocket(`ws://127.0.0.1:${quiet.port}/rpc`, {
      headers: {
        cookie: `iamg-${quiet.port}=the-session`,
        origin: `http://127.0.0.1:${quiet.port}`,
      },
    })
    await once(socket, "open")
    await once(socket, "close")
  } finally {
    await quiet.close()
  }
})

test("a port that is taken is said", async () => {
  const second = startServer(engine, { ...options(), port: server.port })
  await expect(second).rejects.toMatchObject({ code: "serve.port_taken", details: { port: server.port } })
})

describe("calls", () => {
  const connect = (headers: Record<string, string>, path = "/rpc") =>
    new WebSocket(`ws://${host()}${path}`, { headers })
  const allowed = () => ({ cookie: cookie(), origin: `http://${host()}` })
  /** Opens with the page's key, as the page does. */
  async function entered(): Promise<WebSocket> {
    const socket = connect(allowed())
    await once(socket, "open")
    socket.send("the-page-key")
    const [answer] = await once(socket, "message")
    expect(String(answer)).toBe(pictureKey())
    return socket
  }
  const client = (socket: WebSocket): ApiClient =>
    createORPCClient(new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }))

  test.each([
    ["no origin", () => ({ cookie: cookie() })],
    ["another origin", () => ({ cookie: cookie(), origin: "http://evil.example" })],
    ["no cookie", () => ({ origin: `http://${host()}` })],
    ["another host", () => ({ ...allowed(), host: `evil.example:${server.port}` })],
  ])("a socket with %s is refused", async (_who, headers) => {
    const status = await new Promise(settle => {
      const socket = connect(headers())
      socket.on("unexpected-response", (_request, response) => settle(response.statusCode))
      socket.on("error", () => undefined)
      socket.on("open", () => settle("open"))
    })
    expect(status).toBe(403)
  })

  test("are answered over the socket, and a page that goes away cancels its calls", async () => {
    const socket = await entered()
    const api = client(socket)
    expect(await api.merges.list()).toEqual([{ from: "fog", to: "mist" }])
    const events = await api.app.events()
    expect(await events.next()).toMatchObject({ value: { type: "changed", what: "items" } })
    socket.terminate()
    await expect.poll(() => cancelled).toHaveLength(1)
  })

  const closing = (socket: WebSocket) =>
    new Promise<number>(settle => socket.on("close", (code: number) => settle(code)))

  test("a message that is no call closes the socket", async () => {
    for (const message of ["no JSON", "5", "null", '{"i":"1","p":{"u":5}}', Buffer.from([255, 1, 2])]) {
      const socket = await entered()
      const closed = closing(socket)
      socket.send(message)
      expect(await closed).toBe(1007)
    }
  })

  test("a socket whose first message isn't the page's key is closed, and nothing is answered", async () => {
    for (const message of ["", "the-session", "the-page-ke", Buffer.from("the-page-key"), '{"i":"1"}']) {
      const socket = connect(allowed())
      const heard: unknown[] = []
      socket.on("message", data => heard.push(data))
      const closed = closing(socket)
      socket.on("open", () => socket.send(message))
      expect(await closed).toBe(4403)
      expect(heard).toEqual([])
    }
  })

  test("no more pages than a person opens are let in at once", async () => {
    const open = await Promise.all(Array.from({ length: 32 }, entered))
    const refused = connect(allowed())
    const status = await new Promise(settle => {
      refused.on("unexpected-response", (_request, response) => settle(response.statusCode))
      refused.on("error", () => undefined)
    })
    expect(status).toBe(503)
    const closed = open.map(closing)
    for (const socket of open) socket.terminate()
    await Promise.all(closed)
    await expect.poll(() => entered().then(socket => socket.terminate())).toBeUndefined()
  })

  test("a page that reads nothing is cut off, and its calls are cancelled", async () => {
    const socket = await entered()
    const api = client(socket)
    await (await api.app.events()).next()
    const before = cancelled.length
    socket.pause()
    // The system's own buffers hold some megabytes.
    for (let call = 0; call < 150; call++) void api.merges.remove({ from: "fog" }).catch(() => undefined)
    await expect.poll(() => cancelled.length, { timeout: 20_000 }).toBe(before + 1)
    socket.terminate()
  })

  test("a message beyond any call closes the socket before it is read", async () => {
    const socket = await entered()
    const closed = closing(socket)
    socket.send(Buffer.alloc(maxCallBytes + maxFileBytes + 2 ** 20))
    expect(await closed).toBe(1009)
  })

  test("nothing of this was unforeseen", () => expect(logged).toEqual([]))
})
