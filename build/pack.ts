/**
 * Packs the built studio. The hashes of what lies unpacked beside the archive go into the archive, so it is packed twice:
 * first as far as a folder, whose files are hashed, then for good.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type AfterPackContext, build, type Configuration, Platform } from "electron-builder"
import { damageIn, hashUnpacked } from "../electron/unpacked.ts"
import { root } from "./fingerprint.mjs"
import type { Release } from "./release.ts"

const appDir = join(root, "dist", "app")
const listFile = join(appDir, "unpacked-files.json")

const unpackedOf = ({ packager, appOutDir }: AfterPackContext) =>
  join(packager.getResourcesDir(appOutDir), "app.asar.unpacked")

/** `targets`: what it is packed as; without them, what the configuration says for this system. */
export async function pack(
  configuration: Configuration,
  release: Release,
  targets?: ReturnType<Platform["createTarget"]>,
): Promise<void> {
  writeFileSync(join(appDir, "release.json"), JSON.stringify({ updates: release.updates }))
  writeFileSync(listFile, "{}")
  await listUnpacked(configuration)
  await build({
    ...(targets && { targets }),
    publish: "never",
    config: { ...structuredClone(configuration), afterPack: expectListed },
  })
}

async function listUnpacked(given: Configuration): Promise<void> {
  // electron-builder writes into the configuration that it gets.
  const configuration = structuredClone(given)
  const output = mkdtempSync(join(tmpdir(), "iamg-list-"))
  try {
    await build({
      targets: Platform.current().createTarget("dir"),
      publish: "never",
      config: {
        ...configuration,
        directories: { ...configuration.directories, output },
        publish: null,
        forceCodeSigning: false,
        mac: { ...configuration.mac, identity: null, notarize: false },
        win: { ...configuration.win, signAndEditExecutable: false },
        afterPack: async context => {
          const hashes = await hashUnpacked(unpackedOf(context), process.platform)
          writeFileSync(listFile, JSON.stringify(hashes))
        },
      },
    })
  } finally {
    rmSync(output, { recursive: true, force: true })
  }
}

async function expectListed(context: AfterPackContext): Promise<void> {
  const [damage] = await damageIn(unpackedOf(context), listFile)
  if (damage) throw new Error(`${damage.file} is ${damage.kind} where the list was made`)
}
