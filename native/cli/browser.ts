/** Opens an address in the user's browser, without a shell. */
import { spawn } from "node:child_process"

/** Whether something took the address; where nothing could show a page, false. */
export async function openBrowser(url: string): Promise<boolean> {
  const opener = openerOf(process.platform, process.env)
  if (!opener) return false
  const [command, ...args] = opener
  return new Promise(settle => {
    const child = spawn(command, [...args, url], { stdio: "ignore", detached: true })
    child.once("error", () => settle(false))
    child.once("spawn", () => {
      child.unref()
      settle(true)
    })
  })
}

/** The platform's opener; undefined on a machine without a screen. */
export function openerOf(
  platform: NodeJS.Platform,
  env: NodeJS.ProcessEnv,
): [command: string, ...args: string[]] | undefined {
  if (platform === "darwin") return ["open"]
  if (platform === "win32") return ["rundll32", "url.dll,FileProtocolHandler"]
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ["xdg-open"] : undefined
}
