/** The studio for a browser: the page's files, pictures by id, and calls over a WebSocket, on the loopback interface alone. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import type { Duplex } from "node:stream"
import { type RawData, type WebSocket, WebSocketServer } from "ws"
import type { Log } from "../../base/log/log.ts"
import { note } from "../../contract/codes/index.ts"
import { isStudioError, reasonOf, StudioError } from "../../contract/errors.ts"
import {
  type EngineState,
  enginePath,
  maxCallBytes,
  maxFileBytes,
  maxWaitingBytes,
  rpcPath,
  shutOutCode,
} from "../../contract/shell.ts"
import type { Engine } from "../context.ts"
import { readPageFile } from "../page-files.ts"
import { securityHeaders } from "../page-security.ts"
import { pictureAt } from "../pictures.ts"
import { createRpc } from "../rpc.ts"
import { Gate, type Secrets } from "./gate.ts"
import { type Notice, noticePage, notices } from "./notice.ts"

export interface ServerOptions {
  /** 0 takes a free one. */
  port: number
  /** The built page. */
  pageDir: string
  secrets: Secrets
  onLinkUsed: () => void
  /** A request has been answered. */
  onAnswered?: () => void
  /** Milliseconds; 10 seconds when absent. */
  longestSilence?: number
  /** Bytes that a page may leave unread; those of the contract when absent. */
  mostWaiting?: number
  /** What the page hears of the engine when it asks. */
  state: () => EngineState
  /** The engine's as soon as it is open. */
  log: () => Log
}

export interface Server {
  port: number
  renewLink(link: string): void
  close(): Promise<void>
}

const pingSeconds = 30

/** Milliseconds until a page must have sent its key, and until a connection must have asked for something. */
const longestSilence = 10_000

/** Connections at once, and pages among them. */
const mostConnections = 256
const mostPages = 32

/**
 * The page is there at once; its calls and pictures wait for the engine. Without one (null) the page is alone, and says
 * what became of it.
 *
 * @throws StudioError serve.port_taken
 */
export async function startServer(
  engine: Promise<Pick<Engine, "router" | "images" | "explain" | "log">> | null,
  options: ServerOptions,
): Promise<Server> {
  const silence = options.longestSilence ?? longestSilence
  const mostWaiting = options.mostWaiting ?? maxWaitingBytes
  const http = createServer({
    requestTimeout: silence,
    headersTimeout: silence,
    connectionsCheckingInterval: Math.min(silence, 2000),
    maxHeaderSize: 16_384,
  })
  http.maxConnections = mostConnections
  /** Node waits for ever for a connection's first byte. */
  const unused = new WeakMap<Socket, NodeJS.Timeout>()
  const isUsed = (socket: Duplex) => clearTimeout(unused.get(socket as Socket))
  http.on("connection", socket => {
    const late = setTimeout(() => socket.destroy(), silence)
    unused.set(socket, late)
    socket.on("close", () => clearTimeout(late))
  })
  const sockets = new WebSocketServer({
    noServer: true,
    // A little more than the largest call, so that such a call is refused by its code and not by a closed socket.
    maxPayload: maxCallBytes + maxFileBytes + 64 * 1024,
    perMessageDeflate: false,
  })
  const port = await listen(http, options.port)
  const gate = new Gate(port, options.secrets, options.onLinkUsed)
  const headers = securityHeaders([`ws://127.0.0.1:${port}`])
  const rpc = engine?.then(opened => createRpc(opened, opened.log))
  // Whoever opens the engine says why it can't be; here it only closes sockets.
  rpc?.catch(() => undefined)
  /** Connected pages, and whether each was heard of since the last ping. */
  const heard = new Map<WebSocket, boolean>()

  http.on("request", (request, response) => {
    isUsed(request.socket)
    answer(request).then(
      answered => send(request, response, answered),
      error => {
        options.log().error("request", error)
        send(request, response, plain(500, "Something went wrong inside the program."))
      },
    )
  })

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { method, headers } = request
    if (gate.asksByName(headers)) return atOrigin(urlOf(request))
    if (!gate.knowsHost(headers) || !gate.knowsOrigin(headers, false)) return plain(403, "Not from here.")
    if (method !== "GET" && method !== "HEAD")
      return { ...plain(405, "Only GET."), headers: { Allow: "GET, HEAD" } }
    const url = urlOf(request)
    if (!url) return plain(400, "That is no address.")
    const token = url.searchParams.get("token")
    if (url.pathname === "/" && token !== null) return exchange(request, token)
    if (!gate.hasSession(headers)) return refused(notices.noSession)
    if (url.pathname === enginePath) {
      const body = JSON.stringify(options.state())
      return { status: 200, type: "application/json", body, cache: "no-store" }
    }
    if (url.pathname.startsWith("/images/")) {
      if (!gate.opensPictures(url)) return plain(403, "Not without the key.")
      const picture = engine && (await pictureAt(url, (await engine).images))
      return picture
        ? { status: 200, type: picture.type, body: picture.bytes, cache: picture.cache }
        : plain(404, "There is no such picture.")
    }
    const file = await readPageFile(options.pageDir, url.pathname)
    if (!file) return plain(404, "There is nothing here.")
    const cache = file.immutable ? "private, max-age=31536000, immutable" : "no-cache"
    return { status: 200, type: file.type, body: file.bytes, cache }
  }

  /** Sends whoever typed `localhost` to the same address under the page's own origin. */
  function atOrigin(url: URL | null): Answer {
    if (!url) return plain(400, "That is no address.")
    const there = new URL(`${url.pathname}${url.search}`.replace(/^\/+/, "/"), gate.origin)
    return { ...plain(307, ""), headers: { Location: there.href } }
  }

  function exchange({ method, headers }: IncomingMessage, token: string): Answer {
    // A browser that fetches ahead of a click must not use the link up.
    const wanted = method === "GET" && headers["sec-purpose"] === undefined
    const cookie = gate.hasSession(headers) ? undefined : wanted ? gate.exchange(token) : null
    if (cookie === null) return refused(notices.linkUsed)
    const entrance = gate.entrance(token)
    const extra: Record<string, string> = cookie ? { "Set-Cookie": cookie } : {}
    // After a click on another site, a redirect still counts as that site's, and the strict cookie would stay away.
    if (headers["sec-fetch-site"] === "cross-site")
      return { ...plain(200, "Opening the studio…"), headers: { ...extra, Refresh: `0; url=${entrance}` } }
    return { ...plain(303, ""), headers: { ...extra, Location: entrance } }
  }

  function send(request: IncomingMessage, response: ServerResponse, answered: Answer): void {
    const body = typeof answered.body === "string" ? Buffer.from(answered.body) : answered.body
    response.writeHead(answered.status, {
      ...headers,
      "Content-Type": answered.type,
      "Content-Length": body.length,
      "Cache-Control": answered.cache,
      ...answered.headers,
    })
    response.end(request.method === "HEAD" ? undefined : body)
    options.onAnswered?.()
  }

  http.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refuse = (status: string) =>
      socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
    socket.on("error", () => socket.destroy())
    isUsed(socket)
    if (!gate.knowsHost(request.headers) || !gate.knowsOrigin(request.headers, true))
      return refuse("403 Forbidden")
    if (!gate.hasSession(request.headers)) return refuse("403 Forbidden")
    if (urlOf(request)?.pathname !== rpcPath) return refuse("404 Not Found")
    if (!rpc || sockets.clients.size >= mostPages) return refuse("503 Service Unavailable")
    sockets.handleUpgrade(request, socket, head, opened => {
      // Of a broken connection, or of a message beyond maxPayload: it closes by itself.
      opened.on("error", () => undefined)
      const silent = setTimeout(() => opened.terminate(), silence)
      opened.on("close", () => clearTimeout(silent))
      opened.once("message", (data, isBinary) => {
        clearTimeout(silent)
        if (isBinary || !gate.opensCalls(bytesOf(data).toString())) return opened.close(shutOutCode)
        opened.pause()
        opened.send(gate.pictureKey)
        rpc.then(
          open => connect(opened, open),
          () => opened.close(1011, "engine.not_started"),
        )
      })
    })
  })

  function connect(socket: WebSocket, open: ReturnType<typeof createRpc>): void {
    const calls = open(message => {
      if (socket.bufferedAmount > mostWaiting) socket.terminate()
      else socket.send(message as string | Uint8Array)
    })
    heard.set(socket, true)
    socket.on("pong", () => heard.set(socket, true))
    socket.on("message", (data, isBinary) => {
      calls.message(isBinary ? bytesOf(data) : bytesOf(data).toString()).catch(error => {
        if (isStudioError(error, "rpc.malformed")) socket.close(1007, error.code)
        else options.log().error("message of a page", error)
      })
    })
    socket.on("close", () => {
      heard.delete(socket)
      calls.close()
    })
    socket.resume()
  }

  // A page that vanished without closing (a closed laptop) is disconnected, and its calls are cancelled.
  const heartbeat = setInterval(() => {
    for (const [socket, answered] of heard) {
      heard.set(socket, false)
      if (answered) socket.ping()
      else socket.terminate()
    }
  }, pingSeconds * 1000)
  heartbeat.unref()

  return {
    port,
    renewLink: link => gate.renewLink(link),
    async close() {
      clearInterval(heartbeat)
      for (const socket of sockets.clients) socket.close(1001, "engine.closing")
      const closed = new Promise(done => http.close(done))
      http.closeAllConnections()
      for (const socket of sockets.clients) socket.terminate()
      await closed
    },
  }
}

interface Answer {
  status: number
  type: string
  body: string | Uint8Array
  cache: string
  headers?: Record<string, string>
}

const plain = (status: number, text: string): Answer => ({
  status,
  type: "text/plain; charset=utf-8",
  body: text,
  cache: "no-store",
})

const refused = (notice: Notice): Answer => ({
  status: 403,
  type: "text/html; charset=utf-8",
  body: noticePage(notice),
  cache: "no-store",
})

function urlOf({ url = "" }: IncomingMessage): URL | null {
  const address = `http://page${url}`
  return url.startsWith("/") && URL.canParse(address) ? new URL(address) : null
}

function bytesOf(data: RawData): Buffer<ArrayBuffer> {
  return (Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer)) as Buffer<ArrayBuffer>
}

function listen(http: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((settle, fail) => {
    http.once("error", (error: NodeJS.ErrnoException) => {
      const reason = error.code === "EADDRINUSE" ? note("serve.port_used", {}) : reasonOf(error)
      fail(new StudioError("serve.port_taken", { port, reason }, { cause: error }))
    })
    http.listen({ port, host: "127.0.0.1", exclusive: true }, () =>
      settle((http.address() as AddressInfo).port),
    )
  })
}
