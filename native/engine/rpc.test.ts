/** What crosses the border when a call fails, as the page's own client sees it. */
import { createORPCClient, ORPCError } from "@orpc/client"
import { RPCLink } from "@orpc/client/message-port"
import { describe, expect, test } from "vitest"
import { noLog } from "../base/log/log.ts"
import { takeUncoded } from "../base/uncoded.ts"
import type { ApiClient } from "../contract/api/index.ts"
import { note } from "../contract/codes/index.ts"
import { StudioError } from "../contract/errors.ts"
import { maxCallBytes } from "../contract/shell.ts"
import { type Engine, os } from "./context.ts"
import { explainBy } from "./problem.ts"
import { createRpc } from "./rpc.ts"

const logged: [unknown, unknown][] = []

const router = {
  merges: {
    list: os.merges.list.handler(() => [{ from: "fog", to: 5 as unknown as string }]),
    add: os.merges.add.handler(({ input }) => [input]),
    remove: os.merges.remove.handler(() => {
      throw new Error("ENOENT: /home/someone/secret")
    }),
  },
  items: {
    get: os.items.get.handler(({ input }) => {
      throw new StudioError("catalog.unknown_item", { item: input.id, near: ["movie-2"] })
    }),
  },
  app: {
    events: os.app.events.handler(async function* () {
      yield { type: "job-gone" as const, id: "1" }
      throw new StudioError("job.cancelled", { what: "import" })
    }),
  },
  renders: {
    readRecipe: os.renders.readRecipe.handler(async ({ input }) => {
      throw new StudioError("recipe.none", { file: `${input.file.name} of ${input.file.size} bytes` })
    }),
  },
} as unknown as Engine["router"]

let workspaceDir = "."
const explain = (error: unknown) => explainBy(workspaceDir)(error)
const open = createRpc(
  { router, explain },
  { ...noLog, error: (_, error, facts) => logged.push([error, facts?.call]) },
)

/** A client whose messages go straight to the calls. */
function connect(): ApiClient {
  const { port1, port2 } = new MessageChannel()
  const calls = open(message => port2.postMessage(message))
  port2.onmessage = ({ data }) => void calls.message(data)
  port1.start()
  const done = () => port1.close()
  setTimeout(done, 5000).unref()
  return createORPCClient(new RPCLink({ port: port1 }))
}

async function failure(call: Promise<unknown>): Promise<{ code: string; message: string; data: unknown }> {
  const error = await call.then(
    () => expect.unreachable("it should have failed"),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ORPCError)
  const { code, message, data } = error as ORPCError<string, unknown>
  return { code, message, data }
}

describe("a failed call", () => {
  const api = connect()

  test("crosses with its code and its details", async () => {
    expect(await failure(api.items.get({ id: "movie-1" }))).toEqual({
      code: "catalog.unknown_item",
      message: "catalog.unknown_item",
      data: { details: { item: "movie-1", near: ["movie-2"] } },
    })
  })

  test("that are unexpected show no internals to the page, and all to the log", async () => {
    logged.length = 0
    const { code, message, data } = await failure(api.merges.remove({ from: "fog" }))
    expect(code).toBe("program.unexpected")
    expect(JSON.stringify([message, data])).not.toMatch(/ENOENT|secret/)
    expect(logged).toEqual([
      [expect.objectContaining({ message: "ENOENT: /home/someone/secret" }), "merges.remove"],
    ])
    // What has every other test fail.
    expect(takeUncoded()).toEqual([expect.stringContaining("ENOENT: /home/someone/secret")])
  })

  test("with an input of a wrong type says which field", async () => {
    const wrong = { from: "fog", to: 5 } as unknown as { from: string; to: string }
    const { code, data } = await failure(api.merges.add(wrong))
    expect(code).toBe("rpc.bad_input")
    expect(data).toEqual({
      details: {
        call: "merges.add",
        problems: [
          note("value.at", { where: "to", problem: note("value.wrong_type", { expected: "string" }) }),
        ],
      },
    })
  })

  test("that isn't in the contract is refused by name", async () => {
    const { drop } = (api as unknown as { database: { drop(): Promise<void> } }).database
    expect(await failure(drop())).toMatchObject({
      code: "rpc.unknown_call",
      data: { details: { call: "database.drop" } },
    })
    const inherited = (api as unknown as { constructor: { prototype(): Promise<void> } }).constructor
    expect(await failure(inherited.prototype())).toMatchObject({ code: "rpc.unknown_call" })
  })

  test("that is too large is refused, unless it carries a file", async () => {
    const { code } = await failure(api.merges.add({ from: "x".repeat(maxCallBytes), to: "y" }))
    expect(code).toBe("rpc.too_large")
    const file = new File([new Uint8Array(maxCallBytes + 1)], "poster.png", { type: "image/png" })
    const { code: read, data } = await failure(api.renders.readRecipe({ file }))
    expect([read, data]).toEqual([
      "recipe.none",
      { details: { file: `poster.png of ${maxCallBytes + 1} bytes` } },
    ])
  })

  test("for want of the workspace's folder says that", async () => {
    workspaceDir = "/there/is/no/such/workspace"
    const { code, data } = await failure(api.merges.remove({ from: "fog" }))
    workspaceDir = "."
    expect([code, data]).toEqual(["workspace.gone", { details: { dir: "/there/is/no/such/workspace" } }])
  })

  test("whose answer breaks the contract is our own fault", async () => {
    logged.length = 0
    expect((await failure(api.merges.list())).code).toBe("program.unexpected")
    expect(logged).toHaveLength(1)
    expect(takeUncoded()).toHaveLength(1)
  })

  test("whose stream breaks off says why", async () => {
    const events = await api.app.events()
    expect(await events.next()).toMatchObject({ value: { type: "job-gone" } })
    expect((await failure(events.next())).code).toBe("job.cancelled")
  })
})

test.each([
  ["are garbled", { json: {}, meta: [[99, "from"]] }],
  ["aim at the language itself", { json: {}, meta: [[1, "__proto__", "polluted"]] }],
])("a call whose values %s changes nothing and is refused by its code", async (_how, b) => {
  const answers: string[] = []
  const calls = open(message => answers.push(String(message)))
  await calls.message(JSON.stringify({ i: "1", p: { u: "/merges/add", b } }))
  expect(JSON.parse(answers[0]!).p.b.json.code).toMatch(/^rpc\.(malformed|bad_input)$/)
  expect({}).not.toHaveProperty("polluted")
})

test("a message that is no call is refused without an answer", async () => {
  const calls = open(() => expect.unreachable("nothing was asked"))
  await expect(calls.message("[]")).rejects.toMatchObject({ code: "rpc.malformed" })
})
