/**
 * Remakes the README's pictures with the shipped pack and catalog: `node --import tsx build/pictures.ts`. It runs the
 * very commands that the README shows, and keeps their sheets as WebP in resources/docs.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { runCli } from "../native/cli/program.ts"

const width = 1200
const docs = join(import.meta.dirname, "../resources/docs")
const out = await mkdtemp(join(tmpdir(), "iamg-pictures-"))

async function make(name: string, sheet: string, args: readonly string[]): Promise<void> {
  const code = await runCli(args)
  if (code !== 0) throw new Error(`iamg ${args[0]} ended with ${code}`)
  await sharp(sheet)
    .resize({ width, withoutEnlargement: true })
    .webp({ quality: 82 })
    .toFile(join(docs, name))
}

try {
  await mkdir(docs, { recursive: true })
  await make("demo.webp", join(out, "sheet.png"), ["demo", "--out", out])
  // Every tenth poster for the four named shoppers of posters and the first two others: none was chosen by hand.
  const set = join(out, "set")
  const items = [1, 11, 21, 31, 41, 51, 61, 71].map(n => `movie-${String(n).padStart(3, "0")}`).join(",")
  const personas = "ines,kofi,mina,theo,shopper-013,shopper-016"
  const pairs = ["--workspace", join(out, "workspace"), "--items", items, "--personas", personas]
  const titled = ["--name", "8 posters for 6 shoppers", "--out", set]
  await make("contact-sheet.webp", join(set, "contact-sheet.png"), ["export", ...pairs, ...titled])
} finally {
  await rm(out, { recursive: true, force: true })
}
