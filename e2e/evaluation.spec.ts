/** A merchandiser measures whether personalisation works, asks people, and takes the report along. */
import { readdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { chromium, type Page } from "@playwright/test"
import { findChromium } from "./browser.ts"
import { expect, test } from "./studio.ts"

async function setUp(page: Page, study: string, numbers: Record<string, string>): Promise<void> {
  await page.getByRole("link", { name: "Evaluation" }).click()
  await page.getByRole("button", { name: "New study" }).first().click()
  await page.getByRole("combobox", { name: "What to compare" }).click()
  await page.getByRole("option", { name: study, exact: true }).click()
  for (const [name, value] of Object.entries(numbers))
    await page.getByRole("textbox", { name, exact: true }).fill(value)
}

/** Chooses the folder that the picker opens with. */
async function useFolder(page: Page): Promise<void> {
  await page.getByRole("dialog").getByRole("button", { name: "Use this folder" }).click()
}

test("a study of the methods is measured, ranked by people and taken along", async ({
  studio: { page, files },
}) => {
  await setUp(page, "Methods", { "Shoppers, at most": "2", Steps: "4" })
  await expect(page.getByText("2 held-out shoppers, 6 images to draw")).toBeVisible()
  await page.getByRole("textbox", { name: "Images each" }).fill("0")
  await expect(page.getByText("A whole number between 1 and 16.")).toBeVisible()
  await expect(page.getByRole("button", { name: "Start", exact: true })).toBeDisabled()
  await page.getByRole("textbox", { name: "Images each" }).fill("1")
  await page.getByRole("button", { name: "Start", exact: true }).click()

  const means = page.getByRole("region", { name: "Means over shoppers, with 95 % intervals" })
  await expect(means.getByRole("row", { name: /^I-AM-G/ })).toBeVisible({ timeout: 60_000 })
  await expect(means.getByRole("columnheader", { name: /Persona-tag score/ })).toBeVisible()
  await expect(page.getByText("LPIPS is not measured")).toBeVisible()
  await expect(page.getByRole("img", { name: /: IP-Adapter alone$/ })).toHaveCount(2)

  await page.getByRole("button", { name: "Export…" }).click()
  await useFolder(page)
  await expect(page.getByText("are in study-methods")).toBeVisible()
  expect(await readFile(join(files, "study-methods", "report.html"), "utf8")).toContain("Methods compared")

  await page.getByRole("button", { name: "Write questionnaire…" }).click()
  await useFolder(page)
  await expect(page.getByText("questionnaire.html asks about 2 items")).toBeVisible()
  await answer(join(files, "questionnaire.html"), files)
  await writeFile(join(files, "other.json"), "{}")
  await page.getByRole("button", { name: "Import answers…" }).click()
  await useFolder(page)
  const taken = page.getByRole("alert").filter({ hasText: "1 participant’s answers imported." })
  await expect(taken).toContainText("other.json")
  await expect(page.getByText("2 rankings by 1 rater.", { exact: false })).toBeVisible()

  await page.getByRole("button", { name: "Ask a judge" }).click()
  await expect(page.getByText("No endpoint is set that could judge images.", { exact: false })).toBeVisible()
  await page.getByRole("button", { name: "Delete" }).click()
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click()
  await expect(page.getByText("No studies yet")).toBeVisible()
})

/** A participant opens the page as a file, ranks by keyboard, is interrupted, goes on and saves. */
async function answer(page: string, folder: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: findChromium()! })
  const participant = await (await browser.newContext({ offline: true })).newPage()
  const problems: string[] = []
  participant.on("console", message => message.type() === "error" && problems.push(message.text()))
  await participant.goto(pathToFileURL(page).href)
  await participant.getByRole("button", { name: "Start", exact: true }).press("Enter")
  await participant.keyboard.press("3")
  await participant.keyboard.press("1")
  await expect(participant.getByRole("button", { name: "Image 1, your number 2" })).toBeFocused()
  await participant.reload()
  await expect(participant.getByRole("button", { name: "Image 3, your number 1" })).toBeVisible()
  await participant.keyboard.press("Backspace")
  await participant.keyboard.press("4")
  await expect(participant.getByRole("button", { name: "Next" })).toBeDisabled()
  await participant.keyboard.press("2")
  await expect(participant.getByRole("button", { name: "Image 1, your number 4" })).toBeVisible()
  await participant.keyboard.press("Enter")
  await expect(participant.getByText("Item 2 of 2")).toBeVisible()
  await participant.getByRole("button", { name: "Back", exact: true }).press("Enter")
  await expect(participant.getByText("Item 1 of 2")).toBeVisible()
  const takeBack = participant.getByRole("button", { name: "Take back" })
  await takeBack.press("Enter")
  await expect(takeBack).toBeFocused()
  for (const key of ["2", "Enter", "2", "3", "1", "Enter"]) await participant.keyboard.press(key)
  const saving = participant.waitForEvent("download")
  await participant.getByRole("button", { name: "Save answers" }).click()
  const saved = await saving
  await writeFile(join(folder, saved.suggestedFilename()), await readFile(await saved.path()))
  await participant.getByRole("button", { name: "Start for another person" }).click()
  await participant.reload()
  await expect(participant.getByRole("button", { name: "Start", exact: true })).toBeVisible()
  expect(problems).toEqual([])
  await browser.close()
}

test("a study that is paused survives the engine and goes on where it was", async ({
  studio: { page, killEngine, workspace },
}) => {
  await setUp(page, "λ1 · text", { "Shoppers, at most": "4", Steps: "6" })
  await page.getByRole("button", { name: "Start", exact: true }).click()
  await expect(page.getByText(/^[1-9]\d* of 20$/)).toBeVisible({ timeout: 60_000 })
  await page.getByRole("button", { name: "Pause" }).click()
  const resume = page.getByRole("button", { name: "Resume" })
  await resume.waitFor()
  const [id] = await readdir(join(workspace, "evaluations"))
  const results = () => readFile(join(workspace, "evaluations", id!, "results.jsonl"), "utf8")
  const before = await results()
  await killEngine()
  // The engine takes a moment to be there again.
  await expect(async () => {
    await resume.click()
    await expect(page.getByRole("button", { name: "Pause" })).toBeVisible({ timeout: 5000 })
  }).toPass({ timeout: 60_000 })
  const means = page.getByRole("region", { name: "Means over shoppers, with 95 % intervals" })
  await expect(means.getByRole("row", { name: /^λ1 = 0.75/ })).toBeVisible({ timeout: 60_000 })
  expect((await results()).startsWith(before)).toBe(true)
})
