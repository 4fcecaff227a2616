import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, expect, test } from "vitest"
import { iamg, writeCatalog } from "../fixtures.ts"

let folder: string
let workspace: string
let source: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "iamg-catalog-command-"))
  ;[workspace, source] = [join(folder, "w"), join(folder, "source")]
  await writeCatalog(source)
  expect((await iamg("import", source, "-w", workspace, "--no-prepare")).code).toBe(0)
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const ids = async (...args: string[]): Promise<string[]> =>
  (await iamg("items", "-w", workspace, ...args, "--json")).json().map(({ id }: { id: string }) => id)

test("items are archived, deleted and restored, and said what was done", async () => {
  const all = await ids()
  const archived = await iamg("catalog", "archive", "-w", workspace, "--item", "item-1", "--item", "item-2")
  expect(archived.stdout).toBe("2 items and 0 personas archived. `iamg catalog restore` brings them back.\n")
  expect(await ids("--away", "archived")).toEqual(["item-1", "item-2"])
  const deleted = await iamg("catalog", "delete", "-w", workspace, "--item", "item-2", "--json")
  expect(deleted.json()).toMatchObject({ items: ["item-2"], personas: [] })
  expect(await ids("--away", "removed")).toEqual(["item-2"])
  expect(await ids()).toEqual(all.filter(id => !["item-1", "item-2"].includes(id)))
  const back = await iamg("catalog", "restore", "-w", workspace, "--from", source, "--json")
  expect(back.json()).toMatchObject({ items: ["item-1", "item-2"], personas: [] })
  expect(await ids()).toEqual(all)
})

test("personas go by name, whole folders by their path, and the list says what became of them", async () => {
  await iamg("personas", "create", "Søren, night owl", "-w", workspace, "--item", "item-1")
  const put = (what: string) =>
    iamg("catalog", what, "-w", workspace, "--persona", "søren, NIGHT owl", "--json")
  expect((await put("archive")).json().personas).toHaveLength(1)
  expect((await iamg("personas", "-w", workspace, "--json")).json()).toHaveLength(1)
  expect((await put("restore")).json().personas).toHaveLength(1)

  const all = await ids()
  await iamg("catalog", "archive", "-w", workspace, "--from", source)
  expect(await ids()).toEqual([])
  const [listed] = (await iamg("catalog", "-w", workspace, "--json")).json()
  expect(listed).toMatchObject({ source, items: all.length, archived: all.length, removed: 0, gone: 0 })
  await iamg("catalog", "restore", "-w", workspace, "--from", `${listed.id}`)
  expect(await ids()).toEqual(all)
})

test("what the folder no longer has is said by the import, and archived when asked", async () => {
  const file = join(source, "items.csv")
  const csv = await readFile(file, "utf8")
  await writeFile(file, csv.replace(/^item-3,.*\n/m, ""))
  const said = await iamg("import", source, "-w", workspace, "--no-prepare")
  expect(said.stdout).toContain("1 item is no longer in the folder: item-3. --archive-gone archives it.")
  const archived = await iamg("catalog", "archive", "-w", workspace, "--gone", "--json")
  expect(archived.json()).toMatchObject({ items: ["item-3"], personas: [] })
  await iamg("catalog", "restore", "-w", workspace, "--item", "item-3")
  const at = await iamg("import", source, "-w", workspace, "--no-prepare", "--archive-gone", "--json")
  expect(at.json().import.gone).toMatchObject({ count: 1, archived: true })
})

test.each([
  [["catalog", "archive"], "cli.usage", "--item"],
  [["catalog", "archive", "--item", "item-99"], "catalog.unknown_item", "item-99"],
  [["catalog", "delete", "--persona", "Nobody"], "catalog.unknown_persona", "Nobody"],
  [["catalog", "restore", "--persona", "Nobody"], "catalog.unknown_persona", "Nobody"],
  [["catalog", "archive", "--from", "/none"], "catalog.unknown_catalog", "/none"],
  [["erase", "shopper-secret-1"], "cli.usage", "--yes"],
  [["erase", "nobody", "--yes"], "catalog.unknown_shopper", "nobody"],
])("%j is refused", async (args, code, part) => {
  const failed = await iamg(...args, "-w", workspace, "--json")
  expect(failed.code).not.toBe(0)
  const { error } = failed.json()
  expect(error.code).toBe(code)
  expect(error.message).toContain(part)
})

test("a shopper is erased when it is meant, and doesn't come back", async () => {
  const erased = await iamg("erase", "shopper-secret-1", "-w", workspace, "--yes")
  expect(erased.code).toBe(0)
  expect(erased.stdout).toContain("The shopper shopper-secret-1 is erased")
  const again = await iamg("import", source, "-w", workspace, "--no-prepare")
  expect(again.stdout).toContain("of shoppers whom you erased were left out.")
  expect(again.stdout).toMatch(/personas +0/)
})
