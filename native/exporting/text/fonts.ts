/**
 * The fonts that words are set with. Fontconfig reads FONTCONFIG_FILE once a process, when the first word is set: every
 * text of ours goes through `prepareFonts`, which points it at a configuration of our own before that. It holds Inter, which comes
 * with the program, so that texts look the same on machines without any fonts, and the folders of the system's fonts.
 * A layout's own fonts are added under names made of their bytes: no font of the system, and none of another layout, can
 * be taken for them.
 */
import { createHash } from "node:crypto"
import {
  closeSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { createRequire } from "node:module"
import { homedir, tmpdir } from "node:os"
import { join } from "node:path"
import sharp from "sharp"
import { escapeXml } from "../../base/escape-xml.ts"
import {
  BrokenFont,
  type Coverage,
  covers,
  type Face,
  fontOfWoff,
  type ReadAt,
  readAtOf,
  readFaces,
  renamedFont,
} from "./sfnt.ts"

const scripts = ["latin", "latin-ext", "greek", "cyrillic", "vietnamese"]
const weights = [400, 600]

/** Inter comes as one file per script. Under one name, fontconfig would order them by chance. */
const nameOf = (script: string): string => `iamg-inter-${script}`

/** The typeface that comes with the program: what to ask for after a layout's own fonts. */
export const ownFamilies: readonly string[] = scripts.map(nameOf)
const require = createRequire(import.meta.url)

interface ProcessFonts {
  /** Of this process, removed when it ends. */
  folder: string
  own: Coverage[]
}

let prepared: ProcessFonts | undefined
const added = new Map<string, LayoutFont>()
let systemFaces: Face[] | undefined

/** Before the first text of a process. */
export function prepareFonts(): ProcessFonts {
  prepared ??= prepare()
  return prepared
}

function prepare(): ProcessFonts {
  const folder = mkdtempSync(join(tmpdir(), "iamg-fonts-"))
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }))
  const own: Coverage[] = []
  for (const script of scripts) {
    for (const weight of weights) {
      const woff = require.resolve(`@fontsource/inter/files/inter-${script}-${weight}-normal.woff`)
      const font = fontOfWoff(readFileSync(woff))
      writeFileSync(join(folder, `${nameOf(script)}-${weight}.ttf`), renamedFont(font, nameOf(script)))
      if (weight === 400) own.push(readFaces(readAtOf(font))[0]!.coverage)
    }
  }
  const file = join(folder, "fonts.conf")
  writeFileSync(file, configuration([folder, ...systemFolders()]))
  process.env.FONTCONFIG_FILE = file
  return { folder, own }
}

const configuration = (folders: readonly string[]): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
${folders.map(folder => `<dir>${escapeXml(folder)}</dir>`).join("\n")}
<include ignore_missing="yes">/etc/fonts/conf.d</include>
<cachedir>/var/cache/fontconfig</cachedir>
<cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
`

/** Where each system keeps its fonts. */
function systemFolders(): string[] {
  const home = homedir()
  if (process.platform === "win32") {
    const local = process.env.LOCALAPPDATA
    return [
      join(process.env.SystemRoot ?? "C:\\Windows", "Fonts"),
      ...(local ? [join(local, "Microsoft", "Windows", "Fonts")] : []),
    ]
  }
  if (process.platform === "darwin")
    return ["/System/Library/Fonts", "/Library/Fonts", join(home, "Library", "Fonts")]
  const data = [
    process.env.XDG_DATA_HOME ?? join(home, ".local", "share"),
    ...(process.env.XDG_DATA_DIRS ?? "/usr/local/share:/usr/share").split(":"),
    "/usr/share",
  ].filter(folder => folder.startsWith("/"))
  return [...new Set([...data.map(folder => join(folder, "fonts")), join(home, ".fonts")])]
}

/** Fonts of a layout, once they can be set with. */
export interface LayoutFont {
  /** How texts ask for it. */
  family: string
  /** Its own name, as people know it. */
  name: string
  coverage: Coverage
}

/** Adds a font file (TTF, OTF) to those of this process, once. @throws BrokenFont */
export async function addFont(bytes: Buffer): Promise<LayoutFont> {
  const hash = createHash("sha256").update(bytes).digest("hex")
  const known = added.get(hash)
  if (known) return known
  const face = readFaces(readAtOf(bytes))[0]!
  const family = `iamg-${hash.slice(0, 16)}`
  const file = join(prepareFonts().folder, `${family}.ttf`)
  writeFileSync(file, renamedFont(bytes, family))
  // Setting a word is the only way to hand fontconfig a file.
  await sharp({ text: { text: "x", font: `${family} 10`, fontfile: file } })
    .raw()
    .toBuffer()
    .catch(cause => {
      throw new BrokenFont("can't be set with", { cause })
    })
  const font = { family, name: face.family, coverage: face.coverage }
  added.set(hash, font)
  return font
}

/** Every face in the system's folders; files that are no fonts are passed over. Read once. */
export function facesOfSystem(): readonly Face[] {
  systemFaces ??= systemFolders().flatMap(folder => [...fontFiles(folder, 0)].flatMap(facesOf))
  return systemFaces
}

/** Names of the families that texts can ask for. */
export const familiesOfSystem = (): string[] =>
  [...new Set(facesOfSystem().map(({ family }) => family))]
    .filter(family => family !== "" && !family.startsWith("."))
    .sort((one, other) => one.localeCompare(other))

function* fontFiles(folder: string, depth: number): Generator<string> {
  if (depth > 8) return
  for (const entry of readFolder(folder)) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* fontFiles(path, depth + 1)
    else if (/\.(tt[fc]|ot[fc])$/i.test(entry.name)) yield path
  }
}

function readFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function facesOf(path: string): Face[] {
  try {
    const file = openSync(path, "r")
    try {
      const readAt: ReadAt = (at, length) => {
        const bytes = Buffer.alloc(Math.min(length, 16 * 1024 * 1024))
        return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, at))
      }
      return readFaces(readAt)
    } finally {
      closeSync(file)
    }
  } catch {
    return []
  }
}

/** Characters that show nothing, or only change others: no font needs them. */
const invisible = /[\p{C}\p{Z}\p{Variation_Selector}\p{Default_Ignorable_Code_Point}]/u

/** The characters of a text that no font has: neither these of a layout, nor Inter, nor the system's. */
export function missingCharacters(text: string, fonts: readonly LayoutFont[] = []): string[] {
  const near = [...fonts.map(({ coverage }) => coverage), ...prepareFonts().own]
  const has = (character: string) => {
    const code = character.codePointAt(0)!
    return (
      near.some(coverage => covers(coverage, code)) ||
      facesOfSystem().some(({ coverage }) => covers(coverage, code))
    )
  }
  return [...new Set(text.normalize("NFC"))].filter(
    character => !invisible.test(character) && !has(character),
  )
}
