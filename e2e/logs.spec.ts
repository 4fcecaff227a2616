/** Settings → Show logs: what the engine noted down, by level, without the user's folders. */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { goTo } from "./steps.ts"
import { expect, test } from "./studio.ts"

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")

test("the log can be read, filtered and copied", async ({ studio: { page } }) => {
  await page.getByRole("slider", { name: /λ2/ }).waitFor()
  await goTo(page, "settings")
  await page.getByRole("button", { name: "Show logs" }).click()
  const dialog = page.getByRole("dialog", { name: "Logs" })
  const log = dialog.getByRole("log")
  await expect(log).toContainText(/info engine: engine starts version=\d/)
  await expect(log).toContainText(/info engine: model opened pack=[0-9a-f]{12} device=cpu/)
  await expect(log).not.toContainText(/\/(tmp|home|work)\//)
  await page.evaluate(axe)
  const violations = await page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the window
    const found = await (window as any).axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa"] })
    return found.violations.map(({ id }: { id: string }) => id)
  })
  expect(violations).toEqual([])

  await dialog.getByRole("button", { name: "Copy" }).click()
  await expect(page.getByText("Log copied")).toBeVisible()

  await dialog.getByRole("combobox", { name: "Show" }).click()
  await page.getByRole("option", { name: "Errors only" }).click()
  await expect(dialog.getByText("There are no entries of this kind.")).toBeVisible()
  await dialog.getByRole("button", { name: "Close" }).click()
  await expect(dialog).toBeHidden()
})
