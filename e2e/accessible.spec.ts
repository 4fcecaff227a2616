/** axe finds nothing to complain of on any screen, in light and dark. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Page } from "@playwright/test"
import { goTo } from "./steps.ts"
import { expect, test } from "./studio.ts"

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
const screens = [
  "studio",
  "board",
  "catalog",
  "catalog/movie-001",
  "personas",
  "personas/ines",
  "history",
  "layouts",
  "layouts/product-price",
  "image-sets",
  "training",
  "training/teach",
  "training/runs",
  "training/adapters",
  "evaluation",
  "evaluation/new",
  "jobs",
  "settings",
  "import",
]

/**
 * Resolves when what is read has come, nothing has changed on the page for a while, and what moves has come to rest: half faded
 * letters have too little contrast. After three seconds it resolves in any case: a preview draws on, and a place that waits
 * for a choice stays empty.
 */
async function atRest(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible()
  await page.evaluate(async () => {
    const end = performance.now() + 3000
    let changed = performance.now()
    const watch = new MutationObserver(() => {
      changed = performance.now()
    })
    watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })
    const isReading = () => document.querySelector(".MuiSkeleton-root") !== null
    while (performance.now() < end && (performance.now() - changed < 400 || isReading()))
      await new Promise(resolve => setTimeout(resolve, 50))
    watch.disconnect()
    const ending = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })
    test("every screen", async ({ studio: { page } }) => {
      await page.getByRole("slider", { name: /λ2/ }).waitFor()
      await page.evaluate(axe)
      for (const screen of screens) {
        await goTo(page, screen)
        await atRest(page)
        const violations = await page.evaluate(async () => {
          // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the window
          const { violations } = await (window as any).axe.run(document, {
            runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
          })
          return violations.map(
            ({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
              `${id}: ${nodes.map(node => node.html.slice(0, 200)).join(" | ")}`,
          )
        })
        expect(violations, screen).toEqual([])
      }
    })
  })
}

test.describe("in Chinese", () => {
  test.use({ locale: "zh-CN" })
  test("every word is there", async ({ studio: { page } }) => {
    await page.getByRole("slider", { name: /λ2/ }).waitFor()
    await expect(page.locator("html")).toHaveAttribute("lang", /^zh/)
    for (const screen of screens.filter(screen => !screen.includes("/"))) {
      await goTo(page, screen)
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(/[一-鿿]/)
    }
  })
})
