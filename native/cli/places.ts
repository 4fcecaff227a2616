/** Where things are that ship with the program, and where it may keep what can be made again. */
import { homedir } from "node:os"
import { join, resolve } from "node:path"
import { shippedPlaces } from "../engine/places.ts"

const packageRoot = resolve(import.meta.dirname, "../..")

export const { starterPack, sampleCatalog, scenariosDir, questionnaireDir, modelsFile } = shippedPlaces(
  join(packageRoot, "resources"),
)
/** The studio's page, once it is built. */
export const pageDir = join(packageRoot, "dist", "renderer")

/** The user's cache folder, for commands that work without a workspace. */
export function cacheDir(): string {
  const { LOCALAPPDATA, XDG_CACHE_HOME } = process.env
  if (process.platform === "win32" && LOCALAPPDATA) return join(LOCALAPPDATA, "iamg-studio", "Cache")
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "iamg-studio")
  return join(XDG_CACHE_HOME || join(homedir(), ".cache"), "iamg-studio")
}
