import { expect, test, vi } from "vitest"
import { desktopWordsIn } from "../native/words/desktop.ts"
import { menuTemplate } from "./menu.ts"

const checkForUpdates = vi.fn()
const menuOn = (platform: NodeJS.Platform) =>
  menuTemplate({
    platform,
    words: desktopWordsIn("zh-Hans"),
    developing: false,
    run: () => undefined,
    checkForUpdates,
  })

test.each([
  ["darwin", "appMenu"],
  ["win32", "help"],
  ["linux", "help"],
] as const)("on %s, updates are looked for where users expect it", (platform, role) => {
  const holding = menuOn(platform).filter(({ submenu }) =>
    (submenu as { id?: string }[] | undefined)?.some(({ id }) => id === "check-for-updates"),
  )
  expect(holding.map(menu => menu.role)).toEqual([role])
  const item = (holding[0]!.submenu as { id?: string; label?: string; click: () => void }[]).find(
    ({ id }) => id === "check-for-updates",
  )!
  expect(item.label).toBe("检查更新…")
  item.click()
  expect(checkForUpdates).toHaveBeenCalled()
})
