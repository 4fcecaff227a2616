/** Real servers for the farm's tests: Redis or Valkey, whichever is installed, each on a port and in a folder of its own. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { mkdir } from "node:fs/promises"
import { createServer } from "node:net"
import { join } from "node:path"
import { setTimeout as wait } from "node:timers/promises"
import { Redis } from "ioredis"

const isRunnable = (program: string) => spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0

/** The queue's server that is installed here. Its absence is said; IAMG_REQUIRE_QUEUE=1 makes it a failure. */
export const queueProgram = found(
  ["valkey-server", "redis-server"].find(isRunnable),
  "no tests of the farm: neither valkey-server nor redis-server is on this machine",
  process.env.IAMG_REQUIRE_QUEUE,
)

/** versitygw, a server that speaks S3 and keeps objects as files. VERSITYGW names it where it isn't in the path; IAMG_REQUIRE_S3=1 as above. */
export const s3Program = found(
  [process.env.VERSITYGW ?? "versitygw"].find(isRunnable),
  "no tests of the farm on S3: versitygw is not on this machine",
  process.env.IAMG_REQUIRE_S3,
)

function found(program: string | undefined, what: string, required = ""): string | undefined {
  if (program !== undefined) return program
  if (required === "1") throw new Error(what)
  console.error(`\n*** SKIPPED: ${what}. ***\n`)
  return undefined
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await once(server, "listening")
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, "close")
  return port
}

/** A queue's server that can be killed and started again on its files. */
export class TestQueue {
  readonly port: number
  readonly #dir: string
  readonly #more: readonly string[]
  #child: ChildProcess | null = null

  private constructor(dir: string, port: number, more: readonly string[]) {
    this.#dir = dir
    this.port = port
    this.#more = more
  }

  static async start(dir: string, more: readonly string[] = ["--appendonly", "yes"]): Promise<TestQueue> {
    const queue = new TestQueue(dir, await freePort(), more)
    await queue.start()
    return queue
  }

  get address(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  async start(): Promise<void> {
    const place = ["--port", String(this.port), "--bind", "127.0.0.1", "--dir", this.#dir]
    this.#child = spawn(queueProgram!, [...place, "--save", "", ...this.#more], { stdio: "ignore" })
    await untilReady(async () => {
      const redis = new Redis(this.port, "127.0.0.1", { lazyConnect: true, retryStrategy: () => null })
      redis.on("error", () => undefined)
      try {
        await redis.connect()
        await redis.ping()
      } finally {
        redis.disconnect()
      }
    })
  }

  async kill(): Promise<void> {
    await end(this.#child)
    this.#child = null
  }
}

/** A server that speaks S3, with one bucket: `season`. Its address and keys are for AWS_… variables. */
export class TestS3 {
  readonly environment: NodeJS.ProcessEnv
  readonly #dir: string
  readonly #port: number
  #child: ChildProcess | null = null

  private constructor(dir: string, port: number) {
    this.#dir = dir
    this.#port = port
    this.environment = {
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "farm",
      AWS_SECRET_ACCESS_KEY: "of-a-test-and-nothing-else",
      AWS_REGION: "us-east-1",
    }
  }

  static async start(dir: string): Promise<TestS3> {
    await mkdir(join(dir, "season"), { recursive: true })
    const server = new TestS3(dir, await freePort())
    await server.start()
    return server
  }

  async start(): Promise<void> {
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = this.environment
    const env = { ...process.env, ROOT_ACCESS_KEY: AWS_ACCESS_KEY_ID, ROOT_SECRET_KEY: AWS_SECRET_ACCESS_KEY }
    const place = ["--port", `127.0.0.1:${this.#port}`, "posix", this.#dir]
    this.#child = spawn(s3Program!, place, { env, stdio: "ignore" })
    await untilReady(() => fetch(this.environment.AWS_ENDPOINT_URL_S3!))
  }

  async kill(): Promise<void> {
    await end(this.#child)
    this.#child = null
  }
}

async function end(child: ChildProcess | null): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, "exit")
  child.kill("SIGKILL")
  await exited
}

async function untilReady(asks: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      await asks()
      return
    } catch (error) {
      if (tries === 100) throw error
      await wait(100)
    }
  }
}
