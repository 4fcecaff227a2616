import { execFileSync } from "node:child_process"
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { replaceFolder, sweepTemporaries, temporaryFor, temporaryOf } from "./temporary-file.ts"

const root = await mkdtemp(join(tmpdir(), "iamg-temporary-"))
afterAll(() => rm(root, { recursive: true }))

/** A process number that no process has any more. */
const ended = Number(execFileSync(process.execPath, ["-p", "process.pid"], { encoding: "utf8" }))
const parent = process.ppid

/** The name that another process of this machine would have given. */
const byProcess = (path: string, pid: number) => temporaryFor(path).replace(`-${process.pid}-`, `-${pid}-`)

async function left(name: string, path: string, hoursOld = 0): Promise<[string, string]> {
  await writeFile(path, "half")
  const then = new Date(Date.now() - hoursOld * 3600_000)
  await utimes(path, then, then)
  return [name, basename(path)]
}

test("a temporary file's name says what it becomes; other names say nothing", () => {
  expect(temporaryOf(basename(temporaryFor(join(root, "poster 1.png"))))).toBe("poster 1.png")
  expect(temporaryOf(".poster.png.0123456789ab.tmp")).toBe("poster.png")
  for (const name of ["poster.png", ".poster.png.tmp", "poster.png.0123456789ab.tmp", ".hidden"])
    expect(temporaryOf(name)).toBeUndefined()
})

test("files of an ended process are removed; those of a running one stay for a day", async () => {
  const file = join(root, "deep", "down", "weights.safetensors")
  await mkdir(join(file, ".."), { recursive: true })
  const anotherMachine = byProcess(file, ended).replace(/\.[0-9a-f]{6}-/, ".000000-")
  const names = Object.fromEntries([
    await left("ended", byProcess(file, ended)),
    await left("running", byProcess(file, parent)),
    await left("running, a day old", byProcess(file, parent), 25),
    await left("own", temporaryFor(file)),
    await left("own number, before this process", temporaryFor(file), 23),
    await left("another machine", anotherMachine, 23),
    await left("another machine, a day old", anotherMachine.replace("000000", "000001"), 25),
    await left("no owner", join(file, "..", ".weights.safetensors.0123456789ab.tmp"), 23),
    await left("no owner, a day old", join(file, "..", ".weights.safetensors.1123456789ab.tmp"), 25),
    await left("whole", file, 1000),
    await left("the user's own", join(file, "..", ".notes.tmp"), 1000),
  ])
  await sweepTemporaries(root)
  const there = await readdir(join(file, ".."))
  expect(Object.keys(names).filter(name => there.includes(names[name]!))).toEqual([
    "running",
    "own",
    "another machine",
    "no owner",
    "whole",
    "the user's own",
  ])
})

test("a half-made folder goes with what is in it; excepted folders aren't entered", async () => {
  const folder = join(root, "packs")
  const draft = byProcess(join(folder, "mine"), ended)
  await mkdir(draft, { recursive: true })
  await writeFile(join(draft, "unet"), "")
  await mkdir(join(folder, "users"))
  await left("", byProcess(join(folder, "users", "a"), ended))
  await sweepTemporaries(folder, ["users"])
  expect(await readdir(folder)).toEqual(["users"])
  expect(await readdir(join(folder, "users"))).toHaveLength(1)
})

test("of a user's folder, only what lies in it itself", async () => {
  const folder = join(root, "out")
  await mkdir(join(folder, "more"), { recursive: true })
  await writeFile(byProcess(join(folder, "a.png"), ended), "")
  await writeFile(byProcess(join(folder, "more", "b.png"), ended), "")
  await sweepTemporaries(folder, [], "here")
  expect(await readdir(folder)).toEqual(["more"])
  expect(await readdir(join(folder, "more"))).toHaveLength(1)
})

test("a folder that isn't there has nothing to sweep", async () => {
  await expect(sweepTemporaries(join(root, "none"))).resolves.toBeUndefined()
})

test("a folder takes another's place whole; one that can't take it leaves the other as it was", async () => {
  const [made, folder] = [join(root, "made"), join(root, "place")]
  const names = async () => [
    (await readdir(root)).filter(name => /place|made/.test(name)),
    await readdir(folder),
  ]
  const make = async (file: string) => {
    await mkdir(made)
    await writeFile(join(made, file), "")
  }
  await make("first")
  await replaceFolder(made, folder)
  await make("second")
  await replaceFolder(made, folder)
  expect(await names()).toEqual([["place"], ["second"]])
  await expect(replaceFolder(join(root, "none"), folder)).rejects.toMatchObject({ code: "ENOENT" })
  expect(await names()).toEqual([["place"], ["second"]])
})
