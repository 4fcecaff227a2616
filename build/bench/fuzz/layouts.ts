/** What layouts bring: their files and their fonts. And the list of updates, which a server gives. */
import { generateKeyPairSync } from "node:crypto"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { readList, signList } from "../../../electron/updates/list.ts"
import { note } from "../../../native/contract/codes/index.ts"
import { StudioError } from "../../../native/contract/errors.ts"
import { loadLayoutFile } from "../../../native/exporting/layout/store.ts"
import {
  BrokenFont,
  fontOfWoff,
  readAtOf,
  readFaces,
  renamedFont,
} from "../../../native/exporting/text/sfnt.ts"
import { words } from "./packs.ts"
import { asFile, type Parser, repeated, worstJson } from "./parser.ts"

const root = join(import.meta.dirname, "../../..")

/** Its name and letters, and the same font under another name. */
function takeFont(bytes: Buffer): unknown {
  try {
    return [readFaces(readAtOf(bytes)), renamedFont(bytes, "another")]
  } catch (error) {
    // Where layouts are read, such a font is one of their problems.
    if (!(error instanceof BrokenFont)) throw error
    throw new StudioError("layout.refused", { problems: [note("layout.bad_font", { file: "x.ttf" })] })
  }
}

const keys = generateKeyPairSync("ed25519")
const source = {
  url: "https://example.com/",
  key: keys.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
}
const takeList = (list: Buffer) =>
  readList(source, "linux-x64", "latest-linux.yml", async ({ pathname }, most) => {
    const signature = Buffer.from(signList("linux-x64", list.subarray(0, most), keys.privateKey))
    return pathname.endsWith(".sig") ? signature : list.subarray(0, most)
  })

/** @param dir a folder for the files that they read */
export async function layoutParsers(dir: string): Promise<Parser[]> {
  const shipped = ["news-headline", "poster-title", "product-price"].map(name =>
    readFile(join(root, "resources/layouts", `${name}.json`)),
  )
  const inter = join(root, "node_modules/@fontsource/inter/files/inter-greek-400-normal.woff")
  const font = fontOfWoff(await readFile(inter))
  const hash = Buffer.alloc(64, 7).toString("base64")
  const files = `files:\n  - url: A.AppImage\n    sha512: ${hash}\n    size: 4\n`
  return [
    {
      name: "layouts",
      seeds: await Promise.all(shipped),
      words: [...words, '"elements"', '"fonts"', '"file":"../x.png"', '"box"', '"type":"image"', "{title}"],
      share: 4,
      parse: asFile(dir, "layout.json", loadLayoutFile),
      worst: {
        ...worstJson,
        elements: size => `{"name":"x","elements":[${repeated("{},", size)}{}]}`,
      },
    },
    {
      name: "fonts",
      seeds: [font],
      words: ["ttcf", "OTTO", "cmap", "name", "glyf", "\xff\xff\xff\xff", "\0\0\0\0", "\0\x03\0\x01"],
      share: 4,
      parse: takeFont,
      worst: {
        "a collection": size => {
          const fonts = Buffer.alloc(Math.max(16, size))
          fonts.write("ttcf")
          fonts.writeUInt32BE(fonts.length >> 2, 8)
          return fonts
        },
        tables: size => {
          const tables = Buffer.alloc(Math.max(16, size), "cmap")
          tables.writeUInt32BE(0x00010000, 0)
          tables.writeUInt16BE(Math.min(0xffff, (tables.length - 12) >> 4), 4)
          return tables
        },
      },
    },
    {
      name: "lists of updates",
      seeds: [`version: 0.3.0\n${files}releaseDate: '2026-11-30'\n`],
      words: ["version: ", "files:", "  - ", "url: ", "&a ", "*a", "!!js", "<<: ", "? ", "| ", "> ", "\t"],
      share: 3,
      parse: takeList,
      worst: {
        "aliases of aliases": size =>
          `a0: &a0 [x]\n${Array.from({ length: size / 40 }, (_, n) => `a${n + 1}: &a${n + 1} [*a${n},*a${n}]\n`).join("")}`,
        "open brackets": size => "[".repeat(size),
        "one key many times": size => repeated("a: 1\n", size),
        "many files": size => `version: 0.3.0\nfiles:\n${repeated("  - url: a\n", size)}`,
        "a text that never closes": size => `version: "${"\\".repeat(size)}`,
      },
    },
  ]
}
