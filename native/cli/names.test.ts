import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { StudioError } from "../contract/errors.ts"
import { findNamed, readNames } from "./names.ts"

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-names-"))
})
afterAll(() => rm(folder, { recursive: true }))

/** Finds what is known by the names that `known` lists, and keeps what was looked up. */
function finderOf(known: readonly string[]) {
  const lookedUp: string[] = []
  const find = async (name: string) => {
    lookedUp.push(name)
    if (!known.includes(name)) throw new StudioError("catalog.unknown_persona", { persona: name, near: [] })
    return { id: name }
  }
  return { find, lookedUp }
}

const found = async (values: readonly string[], find: (name: string) => Promise<{ id: string }>) =>
  (await findNamed("--personas", await readNames("--personas", values), find)).map(({ id }) => id)

test("a flag's value is a name, or a list where nothing is called so; each name is looked up once", async () => {
  const { find, lookedUp } = finderOf(["Ada", "Bo", "Mara, owl"])
  expect(await found(["Ada", "Mara, owl", "Bo, Ada,"], find)).toEqual(["Ada", "Mara, owl", "Bo"])
  expect(lookedUp).toEqual(["Ada", "Mara, owl", "Bo, Ada,", "Bo", "Ada"])
})

test("a line of a file is one name, whatever it holds", async () => {
  const file = join(folder, "names.txt")
  await writeFile(file, "Ada\r\n  Mara, owl\n\n")
  const { find } = finderOf(["Ada", "Mara", "owl", "Mara, owl"])
  expect(await found([`@${file}`], find)).toEqual(["Ada", "Mara, owl"])
  await writeFile(file, "Ada,Bo\n")
  await expect(found([`@${file}`], finderOf(["Ada", "Bo"]).find)).rejects.toMatchObject({
    code: "catalog.unknown_persona",
    details: { persona: "Ada,Bo" },
  })
})

test("only that nothing is called so makes a list of a name: any other failure is said", async () => {
  const broken = new StudioError("workspace.missing", { dir: "/nowhere" })
  const find = (name: string) => (name === "Ada,Bo" ? Promise.reject(broken) : Promise.resolve({ id: name }))
  await expect(found(["Ada,Bo"], find)).rejects.toBe(broken)
})

test.each([[[""]], [[","]], [[]]])("%j names nothing", values =>
  expect(found(values, finderOf([]).find)).rejects.toMatchObject({ problem: { code: "cli.names_none" } }),
)
