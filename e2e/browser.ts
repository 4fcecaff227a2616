/** A Chromium to test with: the one named by CHROMIUM_PATH, Debian's, Chrome, or Playwright's own. */
import { existsSync } from "node:fs"
import { chromium } from "@playwright/test"

const usual = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  chromium.executablePath(),
]

/** Its path; undefined when there is none. */
export const findChromium = (): string | undefined => usual.find(path => path && existsSync(path))
