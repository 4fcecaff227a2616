/**
 * How the studio is packed for Windows, macOS (arm64) and Linux. Our own code goes into the archive, whose integrity
 * Electron checks; what holds native code, and the model, are real files beside it. Each system is packed on itself,
 * where npm has installed that system's native code.
 */
import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Configuration } from "electron-builder"
import { folderOf, targetOf } from "../electron/updates/list.ts"
import { external } from "./bundle.ts"
import type { Release } from "./release.ts"

const root = resolve(import.meta.dirname, "..")

/** Needed by installers, by types, or by embedders of LanceDB's own, which we don't use. */
const unused: ReadonlySet<string> = new Set([
  "openai",
  "@huggingface/transformers",
  "adm-zip",
  "global-agent",
])

/** npm has installed this machine's native code and no other's. */
const arch = process.arch === "arm64" ? "arm64" : "x64"

/** The packages of each system and processor have a folder of their own, here and where updates come from. */
const target = targetOf(process.platform, process.arch)

const entitlements = join(root, "build", "entitlements.mac.plist")

/** Made by dist.ts. */
export const icon = join(root, "dist", "icon.png")

export const configurationOf = ({ signed, updates }: Release): Configuration => ({
  appId: "io.github.iamg-studio",
  productName: "I-AM-G Studio",
  executableName: "iamg-studio",
  copyright: "MIT licence",
  directories: { output: join(root, "dist", "packages", target) },
  icon,
  // All our native packages speak Node-API, which needs no rebuilding for Electron.
  npmRebuild: false,
  // Where nothing is signed, nobody can tell who made it: a release fails rather than go out so.
  forceCodeSigning: signed && process.platform !== "linux",
  // It writes the list of a release's files beside them; it never uploads anything.
  publish: updates && { provider: "generic", url: folderOf(updates, target).href },
  files: [
    "dist/app/**",
    "!dist/app/{start,iamg,serve-child}.js",
    "dist/renderer/**",
    "package.json",
    ...bundledPackages().map(name => `!node_modules/${name}/**`),
    // ONNX Runtime brings every system's library.
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: electron-builder fills them in
    "!node_modules/onnxruntime-node/bin/napi-v*/!(${platform}){,/**}",
    "!node_modules/onnxruntime-node/bin/napi-v*/${platform}/!(${arch}){,/**}",
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above
    "!node_modules/@{libsql,lancedb,img}/*musl*{,/**}",
    "!**/{README,CHANGELOG,readme,changelog}*",
    "!**/*.{d.ts,d.mts,d.cts,map,tsbuildinfo}",
  ],
  asarUnpack: [
    "node_modules/**",
    // ONNX Runtime's thread: a thread's first file is read without Electron's help.
    "dist/app/compute-thread.js",
    "package.json",
  ],
  extraResources: [
    {
      from: join(root, "resources"),
      to: "studio",
      filter: ["starter/**", "sample-catalog/**", "scenarios/**", "questionnaire/**", "models.json"],
    },
  ],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  },
  win: {
    target: [{ target: "nsis", arch: [arch] }],
    signtoolOptions: { signingHashAlgorithms: ["sha256"] },
  },
  nsis: {
    oneClick: false,
    perMachine: false,
    allowToChangeInstallationDirectory: true,
    // Updates are whole files: nothing signs the maps of parts.
    differentialPackage: false,
  },
  // Neither LanceDB nor ONNX Runtime ships anything for Intel. Updates are installed from the zip.
  mac: {
    target: ["dmg", "zip"].map(target => ({ target, arch: ["arm64"] })),
    category: "public.app-category.graphics-design",
    darkModeSupport: true,
    // With an ad-hoc signature it would forbid our own libraries.
    hardenedRuntime: signed,
    entitlements,
    entitlementsInherit: entitlements,
    notarize: signed,
  },
  dmg: { writeUpdateInfo: false },
  linux: {
    target: ["AppImage", "tar.gz"].map(target => ({ target, arch: [arch] })),
    category: "Graphics",
    synopsis: "Personalised catalog images on your own machine",
  },
})

interface Lock {
  packages: Record<
    string,
    { dev?: boolean; dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> }
  >
}

/** Installed packages that no package outside the bundle needs: all that is needed of them is in dist/app already. */
function bundledPackages(): string[] {
  const { packages }: Lock = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"))
  const needed = new Set<string>()
  const need = (name: string): void => {
    const entry = packages[`node_modules/${name}`]
    if (!entry || needed.has(name) || unused.has(name)) return
    needed.add(name)
    for (const dependency of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }))
      need(dependency)
  }
  const names = Object.keys(packages)
    .filter(path => /^node_modules\/(@[^/]+\/)?[^/]+$/.test(path))
    .map(path => path.slice("node_modules/".length))
  for (const name of names) if (external.some(pattern => pattern.test(name))) need(name)
  return names.filter(name => !needed.has(name) && !packages[`node_modules/${name}`]?.dev)
}
