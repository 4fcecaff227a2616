/** A workspace with damaged, missing or moved files says so by a code, never in the words of a library. */
import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest"
import { StudioError } from "../contract/errors.ts"
import { openPool } from "../pool/pool.ts"
import { item, temporaryFolder } from "./fixtures/catalogs.ts"
import { createWorkspace, openWorkspace, type Workspace } from "./workspace.ts"

const widths = { pack: "a".repeat(64), textWidth: 4, imageWidth: 4 }
const vector = Float32Array.of(1, 2, 3, 4)

let made: string
beforeAll(async () => {
  made = join(await mkdtemp(join(tmpdir(), "iamg-damage-")), "made")
  const workspace = await createWorkspace(made)
  const items = Array.from({ length: 40 }, (_, n) => item(`i${n}`))
  const interactions = Array.from({ length: 2000 }, (_, n) => ({
    user: `u${n % 100}`,
    item: `i${n % 40}`,
    timestamp: 1_700_000_000_000 + n,
    rating: 5,
  }))
  await workspace.commit({ items, interactions, names: [], k: 5 })
  const likes = { scenario: "product", items: ["i1", "i2"], pinned: [], banned: [] }
  await workspace.createPersona({ name: "Mina", ...likes })
  for (const { id } of items)
    await workspace.setItemTags(id, { image: ["red", "round"], text: ["small"], own: [], tagger: "test/1" })
  const pool = await openPool(workspace.poolDir, widths)
  await pool.upsert(
    items.map(({ id }) => ({
      id,
      scenario: "product",
      text: vector,
      image: vector,
      textHash: "t",
      imageHash: "i",
    })),
  )
  pool.close()
  await workspace.close()
})
afterAll(() => rm(dirname(made), { recursive: true }))

async function copy(): Promise<string> {
  const dir = join(await temporaryFolder(), "w")
  // Its log was folded in when it was closed, and the empty files go when libsql lets go of them.
  await cp(made, dir, { recursive: true, filter: path => !/-(wal|shm)$/.test(path) })
  return dir
}

async function readAll(workspace: Workspace): Promise<void> {
  await workspace.items()
  await workspace.items({ search: "title" })
  await workspace.itemCount()
  for (const persona of (await workspace.personas()).slice(0, 20)) await workspace.findPersona(persona.id)
  await workspace.interactionCount()
  for (let n = 0; n < 40; n++) await workspace.itemTags(`i${n}`)
  await workspace.interactionsOf("u1")
  await workspace.renders()
  workspace.itemExtras("i1")
  const pool = await openPool(workspace.poolDir, widths)
  onTestFinished(() => pool.close())
  await pool.nearestTexts(vector, 5)
  await pool.hashes(["i1"])
}

/** How reading everything ends. */
async function endOf(dir: string): Promise<unknown> {
  let workspace: Workspace | undefined
  try {
    workspace = await openWorkspace(dir, { mode: "read" })
    await readAll(workspace)
    return undefined
  } catch (error) {
    return error
  } finally {
    await workspace?.close()
  }
}

const isRaw = /cargo|rustc|lance error|unwrap|panic|malformed (disk|database)|near "/i

function expectCoded(error: unknown, codes: RegExp): void {
  expect(error).toBeInstanceOf(StudioError)
  const { code, details } = error as StudioError
  expect(code).toMatch(codes)
  expect(JSON.stringify(details)).not.toMatch(isRaw)
}

describe("files of LanceDB", () => {
  const damages: Record<string, (bytes: Buffer) => Buffer | null> = {
    gone: () => null,
    "cut off": bytes => bytes.subarray(0, bytes.length >> 1),
    zeroed: bytes => Buffer.alloc(bytes.length),
  }

  test.each(["items", `pool-${"a".repeat(32)}`])("of the table %s", async table => {
    const folder = (dir: string) => join(dir, "lance", `${table}.lance`)
    const names = (await readdir(folder(made), { recursive: true })).filter(name =>
      /\.(lance|manifest)$/.test(name),
    )
    let failed = 0
    for (const name of names) {
      for (const damage of Object.values(damages)) {
        const dir = await copy()
        const changed = damage(await readFile(join(folder(dir), name)))
        if (changed) await writeFile(join(folder(dir), name), changed)
        else await rm(join(folder(dir), name))
        const error = await endOf(dir)
        if (error === undefined) continue
        failed++
        expectCoded(error, table === "items" ? /^workspace\.damaged$/ : /^pool\.unreadable$/)
      }
    }
    expect(failed).toBeGreaterThanOrEqual(5)
  })

  test("a folder that is moved away while it is open is gone, not damaged", async () => {
    const dir = await copy()
    const workspace = await openWorkspace(dir, { mode: "write" })
    onTestFinished(() => workspace.close())
    await rename(dir, `${dir}-moved`)
    await expect(workspace.items()).rejects.toMatchObject({ code: "workspace.gone", details: { dir } })
    const change = { items: [item("new")], interactions: [], names: [], k: 5 }
    await expect(workspace.commit(change)).rejects.toMatchObject({ code: "workspace.gone" })
  })

  test("items whose table is removed while it is open", async () => {
    const dir = await copy()
    const workspace = await openWorkspace(dir, { mode: "write" })
    onTestFinished(() => workspace.close())
    await rm(join(dir, "lance/items.lance"), { recursive: true })
    await expect(workspace.items()).rejects.toMatchObject({
      code: "workspace.damaged",
      details: { file: join(dir, "lance/items.lance"), problem: { code: "file.lost" } },
    })
  })
})

describe("state.db", () => {
  /** Other bytes of it, by a seed. */
  function changed(bytes: Buffer, seed: number): Buffer {
    let random = seed * 2_654_435_761
    for (let n = 0; n < 60; n++) {
      random = (Math.imul(random, 1_664_525) + 1_013_904_223) >>> 0
      const at = 100 + (random % (bytes.length - 100))
      bytes[at] = bytes[at]! ^ (1 + (random % 0xff))
    }
    return bytes
  }

  test("with other bytes in it", async () => {
    const dir = await copy()
    const bytes = await readFile(join(dir, "state.db"))
    let failed = 0
    for (let seed = 1; seed <= 40; seed++) {
      await writeFile(join(dir, "state.db"), changed(Buffer.from(bytes), seed))
      const error = await endOf(dir)
      if (error === undefined) continue
      failed++
      expectCoded(error, /^(workspace|catalog|persona)\./)
    }
    expect(failed).toBeGreaterThan(20)
  })

  test("with a text that isn't valid UTF-8: libsql alone would end the process", async () => {
    const dir = await copy()
    const workspace = await openWorkspace(dir, { mode: "write" })
    workspace.state.write(state => state.exec("UPDATE personas SET name = CAST(x'4dff' AS TEXT)"))
    await workspace.close()
    const error = await endOf(dir)
    expectCoded(error, /^workspace\.damaged$/)
    expect(error).toMatchObject({
      details: { file: join(dir, "state.db"), problem: { code: "repair.bad_text" } },
    })
  })

  test.each([
    "UPDATE personas SET items = '[\"i1\"'",
    "UPDATE personas SET items = '{}'",
    "UPDATE item_tags SET tags = 'null'",
    "DROP TABLE renders",
  ])("after %s", async sql => {
    const dir = await copy()
    const workspace = await openWorkspace(dir, { mode: "write" })
    workspace.state.write(state => state.exec(sql))
    await workspace.close()
    expectCoded(await endOf(dir), /^workspace\.damaged$/)
  })
})
