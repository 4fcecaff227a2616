/**
 * `npm run dist:check`: packs the studio around a stand-in for Electron, as far as a folder, and looks at the result:
 * native code loads from it, other systems' isn't in it, our own code is in the archive, the fuses are set. For machines
 * that can't have Electron, such as those of CI.
 */
import { execFileSync } from "node:child_process"
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { build, Platform } from "electron-builder"
import { bundle } from "./bundle.ts"
import { configuration } from "./electron-builder.ts"

/** Where Electron's program says which fuses it has: this text, a version, a count, then a letter for each. */
const fuseMark = "dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX"
const fuses = [
  "runAsNode",
  "enableCookieEncryption",
  "enableNodeOptionsEnvironmentVariable",
  "enableNodeCliInspectArguments",
  "enableEmbeddedAsarIntegrityValidation",
  "onlyLoadAppFromAsar",
  "loadBrowserProcessSpecificV8Snapshot",
  "grantFileProtocolExtraPrivileges",
] as const

/** A folder that electron-builder takes for Electron, and fuses that are all as Electron ships them. */
function standIn(dir: string): void {
  mkdirSync(join(dir, "resources"), { recursive: true })
  mkdirSync(join(dir, "locales"))
  const program = Buffer.concat([
    Buffer.from(fuseMark),
    Buffer.from([1, fuses.length]),
    Buffer.from("1".repeat(fuses.length)),
  ])
  writeFileSync(join(dir, "electron"), program)
  chmodSync(join(dir, "electron"), 0o755)
  for (const name of ["LICENSE", "LICENSES.chromium.html", "version", "chrome-sandbox"])
    writeFileSync(join(dir, name), "")
}

/** Paths in an archive that are stored in it, and those that only point to the folder beside it. */
function readArchive(file: string): { packed: string[]; unpacked: string[] } {
  interface Entry {
    files?: Record<string, Entry>
    unpacked?: boolean
  }
  const bytes = readFileSync(file)
  const header: Entry = JSON.parse(bytes.subarray(16, 16 + bytes.readUInt32LE(12)).toString())
  const packed: string[] = []
  const unpacked: string[] = []
  const walk = (entry: Entry, path: string): void => {
    if (!entry.files) (entry.unpacked ? unpacked : packed).push(path)
    for (const [name, child] of Object.entries(entry.files ?? {}))
      walk(child, path ? `${path}/${name}` : name)
  }
  walk(header, "")
  return { packed, unpacked }
}

/** Run by plain Node from the unpacked folder: loads every native package and asks the compute thread what it runs on. */
const loadAll = `
import { createRequire } from "node:module"
import { Worker } from "node:worker_threads"
const require = createRequire(import.meta.url)
for (const name of ["libsql", "@lancedb/lancedb", "apache-arrow", "sharp", "@napi-rs/keyring", "onnxruntime-node"]) {
  if (!require.resolve(name).startsWith(process.cwd())) throw new Error(name + " came from elsewhere")
  require(name)
}
require.resolve("@fontsource/inter/files/inter-latin-400-normal.woff")
new (require("libsql"))(":memory:").exec("select 1")
await require("sharp")({ create: { width: 8, height: 8, channels: 3, background: "red" } }).png().toBuffer()
const thread = new Worker("./dist/app/compute-thread.js")
thread.postMessage({ id: 1, request: "devices", args: [] })
const { result } = await new Promise((settle, fail) => thread.once("message", settle).once("error", fail))
if (!result.includes("cpu")) throw new Error("the compute thread finds no processor")
await thread.terminate()
`

const failures: string[] = []
const expect = (holds: boolean, what: string) => {
  if (!holds) failures.push(what)
}

if (process.platform !== "linux")
  throw new Error("The stand-in is made for Linux; on other systems run `npm run dist`.")
const dir = mkdtempSync(join(tmpdir(), "iamg-dist-"))
try {
  standIn(join(dir, "electron"))
  await bundle()
  const { version } = createRequire(import.meta.url)("electron/package.json")
  await build({
    targets: Platform.LINUX.createTarget("dir"),
    config: {
      ...configuration,
      electronVersion: version,
      electronDist: join(dir, "electron"),
      directories: { ...configuration.directories, output: join(dir, "packages") },
    },
  })

  const packed = join(dir, "packages", "linux-unpacked")
  const beside = join(packed, "resources", "app.asar.unpacked")
  const archive = readArchive(join(packed, "resources", "app.asar"))
  for (const name of ["main.js", "engine-process.js", "preload.cjs"])
    expect(archive.packed.includes(`dist/app/${name}`), `dist/app/${name} is in the archive`)
  expect(archive.packed.includes("dist/renderer/index.html"), "the page is in the archive")
  expect(!archive.packed.some(path => path.endsWith(".node")), "no native code is in the archive")
  expect(!archive.packed.some(path => /\.(tsx?|test\.js)$/.test(path)), "no sources are in the archive")

  const libraries = readdirSync(join(beside, "node_modules", "onnxruntime-node", "bin"), {
    recursive: true,
  }).map(String)
  expect(
    libraries.some(path => path.includes(join("linux", process.arch))),
    "ONNX Runtime is there for this system",
  )
  expect(!libraries.some(path => /win32|darwin/.test(path)), "and for no other")
  expect(existsSync(join(packed, "resources", "studio", "starter", "pack.json")), "the starter pack is there")
  writeFileSync(join(beside, "load-all.mjs"), loadAll)
  execFileSync(process.execPath, ["load-all.mjs"], { cwd: beside, stdio: ["ignore", 2, 2] })

  const program = readFileSync(join(packed, "iamg-studio"))
  const wire = program.indexOf(fuseMark) + fuseMark.length + 2
  for (const [index, fuse] of fuses.entries()) {
    const on = program[wire + index] === "1".charCodeAt(0)
    expect(
      on === configuration.electronFuses?.[fuse],
      `the fuse ${fuse} is ${configuration.electronFuses?.[fuse]}`,
    )
  }
} finally {
  rmSync(dir, { recursive: true, force: true })
}

for (const what of failures) process.stderr.write(`Not so: ${what}.\n`)
if (failures.length > 0) process.exitCode = 1
else process.stdout.write("The package is whole.\n")
