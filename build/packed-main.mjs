// @ts-check
/**
 * Run by plain Node in a folder with what a packed studio's archive holds: starts the packed shell on a stand-in for
 * Electron (electron-stand-in.cjs), and asks its menu for updates from a server that has none. Argument: the packed
 * resources.
 */
import { createRequire } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"

const [resources = ""] = process.argv.slice(2)
Object.assign(process, { resourcesPath: resources })
process.env.APPIMAGE = join(resources, "studio.AppImage")

const here = process.cwd()
const { seen } = createRequire(join(here, "package.json"))("electron")
await import(pathToFileURL(join(here, "dist", "app", "main.js")).href)

/** @param {string} what @param {() => unknown} holds */
async function until(what, holds) {
  for (let tries = 0; !holds(); tries++) {
    if (tries > 600) throw new Error(`${what} (${JSON.stringify(seen.dialogs)})`)
    await new Promise(later => setTimeout(later, 50))
  }
}

await until("the packed shell starts no engine", () => seen.forked > 0)
/** @param {any[]} items @returns {any} */
const find = items =>
  items.flatMap(item => [item, ...(item.submenu ?? [])]).find(({ id }) => id === "check-for-updates")
find(seen.menu).click()
await until("the packed updater asks nobody", () => seen.dialogs.length > 0)
if (!/status 404/.test(seen.dialogs[0].message)) throw new Error(seen.dialogs[0].message)
if (!seen.fetched[0].startsWith("https://updates.example/")) throw new Error(seen.fetched[0])
process.exit()
