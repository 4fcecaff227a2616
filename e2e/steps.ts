/** What specs do on the page again and again, as a user does. */
import type { Page } from "@playwright/test"

/** @example await goTo(page, "catalog") */
export const goTo = (page: Page, screen: string): Promise<void> =>
  page.evaluate(screen => {
    location.hash = `#/${screen}`
  }, screen)

/** In the engine's picker: opens a folder of the root and takes it. */
export async function pickFolder(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole("dialog")
  await dialog.getByText(name, { exact: true }).dblclick()
  await dialog.getByRole("button", { name: /^(Choose|Use)/ }).click()
}

/** From the chosen items to an image set for the first personas. */
export async function beginImageSet(page: Page, personas: number): Promise<void> {
  await page.getByRole("button", { name: "Make image set" }).click()
  await page.getByRole("button", { name: "Choose personas" }).click()
  const dialog = page.getByRole("dialog")
  for (let index = 0; index < personas; index++) await dialog.getByRole("option").nth(index).click()
  await dialog.getByRole("button", { name: /^Use/ }).click()
}

/** One variant, into a folder of the root. */
export async function startImageSet(page: Page, folder: string): Promise<void> {
  await page.getByRole("combobox", { name: "Variants" }).click()
  await page.getByRole("option", { name: "1", exact: true }).click()
  await page.getByRole("button", { name: "Choose a folder" }).click()
  await pickFolder(page, folder)
  await page.getByRole("button", { name: "Start", exact: true }).click()
}
