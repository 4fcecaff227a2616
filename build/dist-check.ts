/**
 * `npm run dist:check`: packs the studio around a stand-in for Electron, as far as a folder, and looks at the result:
 * the packed shell and engine run, the engine on its native code, other systems' isn't there, our own code is in the
 * archive, the fuses are set. For machines that can't have Electron, such as those of CI.
 */
import { execFileSync } from "node:child_process"
import { generateKeyPairSync } from "node:crypto"
import {
  chmodSync,
  copyFileSync,
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
import { dirname, join } from "node:path"
import { Platform } from "electron-builder"
import { damageIn } from "../electron/unpacked.ts"
import { shippedPlaces } from "../native/engine/places.ts"
import { readArchive } from "./asar.ts"
import { bundle } from "./bundle.ts"
import { configurationOf } from "./electron-builder.ts"
import { isBuilt } from "./fingerprint.mjs"
import { pack } from "./pack.ts"
import { unsigned } from "./release.ts"

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

const failures: string[] = []
const expect = (holds: boolean, what: string) => {
  if (!holds) failures.push(what)
}

if (process.platform !== "linux")
  throw new Error("The stand-in is made for Linux; on other systems run `npm run dist`.")
const dir = mkdtempSync(join(tmpdir(), "iamg-dist-"))
try {
  standIn(join(dir, "electron"))
  if (!isBuilt()) await bundle()
  const { version } = createRequire(import.meta.url)("electron/package.json")
  const key = generateKeyPairSync("ed25519").publicKey.export({ format: "der", type: "spki" })
  const release = {
    ...unsigned,
    updates: { url: "https://updates.example/studio/", key: key.toString("base64") },
  }
  const configuration = {
    ...configurationOf(release),
    electronVersion: version,
    electronDist: join(dir, "electron"),
    directories: { output: join(dir, "packages") },
  }
  await pack(configuration, release, Platform.LINUX.createTarget("dir"))

  const packed = join(dir, "packages", "linux-unpacked")
  const resources = join(packed, "resources")
  const beside = join(resources, "app.asar.unpacked")
  const archive = readArchive(join(resources, "app.asar"))
  const names = [...archive.keys()]
  for (const name of ["app/main.js", "app/engine-process.js", "app/preload.cjs", "renderer/index.html"])
    expect(archive.has(`dist/${name}`), `dist/${name} is in the archive`)
  expect(!names.some(name => name.endsWith(".node")), "no native code is in the archive")
  expect(!names.some(name => /\.(tsx?|test\.js)$/.test(name)), "no sources are in the archive")

  for (const [name, place] of Object.entries(shippedPlaces(join(resources, "studio"))))
    expect(existsSync(place), `${name} ships`)

  const libraries = readdirSync(join(beside, "node_modules", "onnxruntime-node", "bin"), {
    recursive: true,
  }).map(String)
  expect(
    libraries.some(path => path.includes(join("linux", process.arch))),
    "ONNX Runtime is there for this system",
  )
  expect(!libraries.some(path => /win32|darwin/.test(path)), "and for no other")

  const list = join(dir, "unpacked-files.json")
  writeFileSync(list, archive.get("dist/app/unpacked-files.json") ?? "")
  expect((await damageIn(beside, list)).length === 0, "what lies beside the archive is listed in it")
  const library = join(beside, "node_modules", "libsql", "package.json")
  const text = readFileSync(library)
  writeFileSync(library, `${text} `)
  const [damage] = await damageIn(beside, list)
  expect(damage?.file === "node_modules/libsql/package.json", "a changed file is found")
  writeFileSync(library, text)

  // electron-updater keeps its downloads in a folder that this file names.
  const updateFile = join(resources, "app-update.yml")
  expect(
    existsSync(updateFile) && readFileSync(updateFile, "utf8").includes("updaterCacheDirName: "),
    "app-update.yml ships",
  )

  // Plain Node knows no archives.
  const extract = (to: string) => {
    for (const [name, bytes] of archive) {
      mkdirSync(dirname(join(to, name)), { recursive: true })
      writeFileSync(join(to, name), bytes)
    }
  }
  const run = (script: string, cwd: string, args: string[]) =>
    execFileSync(process.execPath, [join(import.meta.dirname, script), ...args], {
      cwd,
      stdio: ["ignore", 2, 2],
    })
  const shell = join(dir, "shell")
  extract(shell)
  copyFileSync(join(beside, "package.json"), join(shell, "package.json"))
  mkdirSync(join(shell, "node_modules", "electron"), { recursive: true })
  const electron = join(shell, "node_modules", "electron", "index.js")
  copyFileSync(join(import.meta.dirname, "electron-stand-in.cjs"), electron)
  run("packed-main.mjs", shell, [resources])

  // Our own code joins what lies beside it.
  extract(beside)
  run("packed-engine.mjs", beside, [join(resources, "studio"), join(dir, "workspace")])

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
