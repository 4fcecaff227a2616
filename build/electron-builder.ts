/**
 * How the studio is packed for Windows, macOS (arm64) and Linux. Our own code goes into the archive, whose integrity
 * Electron checks; what holds native code, and the model, are real files beside it. Each system is packed on itself,
 * where npm has installed that system's native code.
 */
import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import type { Configuration } from "electron-builder"
import { external } from "./bundle.ts"

const root = resolve(import.meta.dirname, "..")

/** Needed by installers, by types, or by embedders of LanceDB's own, which we don't use. */
const unused: ReadonlySet<string> = new Set([
  "openai",
  "@huggingface/transformers",
  "adm-zip",
  "global-agent",
])

/** Made by dist.ts. */
export const icon = join(root, "dist", "icon.png")

export const configuration: Configuration = {
  appId: "io.github.iamg-studio",
  productName: "I-AM-G Studio",
  executableName: "iamg-studio",
  copyright: "MIT licence",
  directories: { output: join(root, "dist", "packages") },
  icon,
  // All our native packages speak Node-API, which needs no rebuilding for Electron.
  npmRebuild: false,
  publish: null,
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
      filter: ["starter/**", "sample-catalog/**", "scenarios/**", "questionnaire/**"],
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
  win: { target: [{ target: "nsis", arch: ["x64", "arm64"] }] },
  nsis: { oneClick: false, perMachine: false, allowToChangeInstallationDirectory: true },
  // Neither LanceDB nor ONNX Runtime ships anything for Intel.
  mac: {
    target: [{ target: "dmg", arch: ["arm64"] }],
    category: "public.app-category.graphics-design",
    hardenedRuntime: true,
    darkModeSupport: true,
  },
  linux: {
    target: [
      { target: "AppImage", arch: ["x64", "arm64"] },
      { target: "tar.gz", arch: ["x64", "arm64"] },
    ],
    category: "Graphics",
    synopsis: "Personalised catalog images on your own machine",
  },
}

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
