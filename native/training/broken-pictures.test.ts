import { mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { beforeEach, expect, onTestFinished, test } from "vitest"
import { normaliseImage } from "../catalog/image.ts"
import { brokenPictures } from "./broken-pictures.ts"

let dir: string
let place: { cacheDir: string; imagePath(hash: string): string }
let hashes: string[]

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "iamg-pictures-"))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  await mkdir(join(dir, "images"))
  place = { cacheDir: join(dir, "cache"), imagePath: hash => join(dir, "images", `${hash}.png`) }
  hashes = []
  for (let n = 0; n < 4; n++) {
    const raw = { width: 30, height: 30, channels: 3 } as const
    const pixels = Buffer.from(Array.from({ length: 2700 }, (_, at) => (at * 7919 * (n + 1)) % 256))
    const given = join(dir, `${n}.png`)
    await sharp(pixels, { raw }).png().toFile(given)
    const { data, hash } = await normaliseImage(given, `${n}.png`)
    await writeFile(place.imagePath(hash), data)
    hashes.push(hash)
  }
})

/** Changes a byte in the middle of the picture and nothing else that one could see. */
async function damage(hash: string): Promise<void> {
  const path = place.imagePath(hash)
  const bytes = await readFile(path)
  const at = Math.floor(bytes.length / 2)
  bytes[at] = bytes[at]! ^ 0xff
  await writeFile(path, bytes)
}

test("a picture that is gone, empty, cut off or changed within is broken, and no other", async () => {
  const [gone, empty, changed, whole] = hashes as [string, string, string, string]
  expect(await brokenPictures(place, hashes)).toEqual(new Set())
  await rm(place.imagePath(gone))
  await writeFile(place.imagePath(empty), "")
  await damage(changed)
  expect(await brokenPictures(place, [...hashes, whole])).toEqual(new Set([gone, empty, changed]))
  await writeFile(place.imagePath(whole), (await readFile(place.imagePath(whole))).subarray(0, 200))
  expect((await brokenPictures(place, hashes)).has(whole)).toBe(true)
})

test("what could be read isn't read again until its file changes; what is broken is", async () => {
  const [changed, whole] = hashes as [string, string]
  await damage(changed)
  const read = () => brokenPictures(place, hashes)
  const dated = (minute: number) =>
    utimes(place.imagePath(whole), new Date(), new Date(Date.UTC(2026, 0, 1, 0, minute)))
  await dated(0)
  expect(await read()).toEqual(new Set([changed]))
  const kept = JSON.parse(await readFile(join(place.cacheDir, "training/pictures.json"), "utf8"))
  expect(Object.keys(kept).sort()).toEqual(hashes.slice(1).sort())
  // Size and time are as they were, so that it isn't looked into.
  await damage(whole)
  await dated(0)
  expect(await read()).toEqual(new Set([changed]))
  await dated(1)
  expect(await read()).toEqual(new Set([changed, whole]))
})

test("what is remembered may be damaged, too", async () => {
  await mkdir(join(place.cacheDir, "training"), { recursive: true })
  for (const text of ["", "{", "[]", '{"x":1}', "null"]) {
    await writeFile(join(place.cacheDir, "training/pictures.json"), text)
    expect(await brokenPictures(place, hashes)).toEqual(new Set())
  }
})

test("it stops when asked to, and goes on from there", async () => {
  const stop = new AbortController()
  const onProgress = (done: number) => done === 1 && stop.abort()
  const stopped = brokenPictures(place, hashes, { signal: stop.signal, onProgress })
  await expect(stopped).rejects.toThrow(/abort/)
  expect(await brokenPictures(place, hashes)).toEqual(new Set())
})
