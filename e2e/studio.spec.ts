/** A designer tweaks a poster for a persona. */
import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { goTo } from "./steps.ts"
import { expect, test } from "./studio.ts"

test.beforeEach(async ({ studio: { page } }) => {
  await page.getByRole("slider", { name: /λ2/ }).waitFor()
  // Few steps: what is tested is the way, not the picture.
  await page.getByRole("button", { name: "More", exact: true }).click()
  const steps = page.getByRole("textbox", { name: /^Steps/ })
  await steps.fill("4")
  await steps.press("Enter")
  await expect(page.getByText(/4 steps in/)).toBeVisible({ timeout: 60_000 })
})

test("dragging λ2 draws another preview, and undo brings the value back", async ({ studio: { page } }) => {
  const slider = page.getByRole("slider", { name: /λ2/ })
  const picture = page.getByRole("group", { name: "Pictures" }).getByRole("img", { name: /Preview/ })
  const before = await picture.getAttribute("src")
  await slider.focus()
  await slider.press("PageUp")
  await expect(slider).not.toHaveValue("0.2")
  await expect(picture).not.toHaveAttribute("src", before!)
  await page.getByRole("button", { name: "Undo" }).click()
  await expect(slider).toHaveValue("0.2")
})

test("a number out of range is said so beside its field, and not taken", async ({ studio: { page } }) => {
  const steps = page.getByRole("textbox", { name: /^Steps/ })
  await steps.fill("500")
  await steps.press("Enter")
  await expect(page.getByRole("tooltip", { name: "Between 1 and 100" })).toBeVisible()
  await steps.press("Escape")
  await expect(steps).toHaveValue("4")
})

test("a pinned tag comes first in the text, and undo lets it go", async ({ studio: { page } }) => {
  await page.getByRole("combobox", { name: "Add and pin a tag" }).fill("lighthouse")
  await page.getByRole("combobox", { name: "Add and pin a tag" }).press("Enter")
  await expect(page.getByRole("button", { name: "Unpin lighthouse" })).toBeVisible()
  await page.getByRole("tab", { name: "Text" }).click()
  await expect(page.getByRole("tabpanel").getByText("lighthouse")).toBeVisible()
  await page.getByRole("button", { name: "Undo" }).first().click()
  await expect(page.getByRole("tabpanel").getByText("lighthouse")).toBeHidden()
})

test("a neighbour that is left out goes, and comes back", async ({ studio: { page } }) => {
  await page.getByRole("tab", { name: "Neighbours" }).click()
  const leaveOut = page.getByRole("button", { name: /^Leave out/ }).first()
  const label = await leaveOut.getAttribute("aria-label")
  await leaveOut.click()
  await expect(page.getByRole("button", { name: label!, exact: true })).toHaveCount(0)
  await page.getByRole("button", { name: /^Take 1 back/ }).click()
  await expect(page.getByRole("button", { name: label!, exact: true }).first()).toBeVisible()
})

test("renders are kept: starred, approved, deleted and brought back", async ({
  studio: { page, workspace },
}) => {
  await page.getByRole("combobox", { name: "Number of variants" }).click()
  await page.getByRole("option", { name: "2", exact: true }).click()
  await page.getByRole("button", { name: "Render", exact: true }).click()
  const renders = page.getByRole("option", { name: /^Render, seed/ })
  await expect(renders).toHaveCount(2, { timeout: 90_000 })
  expect(await readdir(join(workspace, "renders"))).toHaveLength(2)
  // The seed moves on, and the one that is looked at stays.
  await expect(page.getByRole("textbox", { name: "Seed" })).toHaveValue("2")
  await expect(page.getByRole("option", { name: /^Render, seed/, selected: true })).toHaveCount(1)
  await renders.first().click()
  await page.getByRole("button", { name: "Star", exact: true }).click()
  await page.getByRole("button", { name: "Approve", exact: true }).click()
  await expect(page.getByRole("option", { name: /approved, starred/ })).toBeVisible()
  await page.getByRole("button", { name: "Delete", exact: true }).click()
  await expect(renders).toHaveCount(1)
  await page.getByRole("button", { name: "Undo" }).first().click()
  await expect(renders).toHaveCount(2)

  await page.getByRole("link", { name: "History" }).click()
  await expect(page.getByText("2 renders")).toBeVisible()
  await page.getByRole("button", { name: "Any item" }).click()
  const picker = page.getByRole("dialog")
  await picker.getByRole("option").nth(5).click()
  await expect(page.getByText("No render like that")).toBeVisible()
  // The chip's own way to take it off.
  await page.getByRole("button", { name: /^Item: / }).press("Delete")
  await expect(page.getByText("2 renders")).toBeVisible()

  await page.keyboard.press("?")
  await expect(picker.getByRole("heading", { name: "History" })).toBeVisible()
  await picker.getByRole("button", { name: "Close" }).click()
  await expect(picker).toBeHidden()
  // The last card goes while it has the focus: the one before can be reached by Tab.
  const cards = page.getByRole("list", { name: "Renders" }).locator("[data-index]")
  await cards.first().focus()
  await page.keyboard.press("ArrowRight")
  await expect(cards.last()).toBeFocused()
  await page.keyboard.press("Delete")
  await expect(cards).toHaveCount(1)
  await expect(cards).toHaveAttribute("tabindex", "0")
  // The offer to undo ends with the next step; both are taken back in their order.
  const offer = page.getByRole("button", { name: "Undo", exact: true })
  await expect(offer).toBeVisible()
  await cards.focus()
  await page.keyboard.press("s")
  await expect(offer).toBeHidden()
  await page.keyboard.press("Control+z")
  await page.keyboard.press("Control+z")
  await expect(cards).toHaveCount(2)
})

test("a sweep fills its grid, and a cell gives its settings", async ({ studio: { page } }) => {
  await page.getByRole("button", { name: "Sweep" }).click()
  const cells = page.getByRole("button", { name: /^λ1 .* SSIM/ })
  await expect(cells).toHaveCount(20, { timeout: 60_000 })
  await cells.first().click()
  await expect(page.getByRole("slider", { name: /λ1/ })).toHaveValue("0")
  await page.getByRole("button", { name: "Sweep" }).click()
  // Drawn before: there at once.
  await expect(cells).toHaveCount(20, { timeout: 5_000 })
})

test("in the sweep, tags that follow one another all stay, and the grid follows them", async ({
  studio: { page },
}) => {
  await page.getByRole("button", { name: "Sweep" }).click()
  const picture = page
    .getByRole("button", { name: /^λ1 0\.5.* SSIM/ })
    .first()
    .locator("img")
  await picture.waitFor({ timeout: 60_000 })
  const before = await picture.getAttribute("src")
  await page.getByRole("tab", { name: "Tags" }).click()
  const add = page.getByRole("combobox", { name: "Add a tag", exact: true })
  for (const tag of ["red", "blue"]) {
    await add.fill(tag)
    await add.press("Enter")
  }
  await expect(page.getByRole("button", { name: "Remove red" })).toBeVisible()
  await expect(page.getByRole("button", { name: "Remove blue" })).toBeVisible()
  await expect(picture).not.toHaveAttribute("src", before!, { timeout: 60_000 })
  await page.getByRole("button", { name: "Undo" }).first().click()
  await expect(page.getByRole("button", { name: "Remove blue" })).toBeHidden()
  await expect(page.getByRole("button", { name: "Remove red" })).toBeVisible()
})

test("a first preview that fails says why in its place, and a sweep can be tried again", async ({
  studio: { page },
}) => {
  const history = page.getByRole("textbox", { name: /^k/ })
  await history.fill("20")
  await history.press("Enter")
  await expect(page.getByRole("button", { name: "Use k = 19" })).toBeVisible()
  await page.getByRole("button", { name: /^Item: / }).click()
  await page.getByRole("dialog").getByRole("option").nth(5).click()
  await expect(page.getByRole("group", { name: "Pictures" }).getByText(/^The history of/)).toBeVisible()
  await expect(page.getByRole("tabpanel").getByText(/^The history of/)).toBeVisible()
  await page.getByRole("button", { name: "Sweep" }).click()
  const again = page.getByRole("button", { name: "Try again" })
  await expect(again).toBeVisible()
  await history.fill("3")
  await history.press("Enter")
  await expect(again).toBeHidden()
  await expect(page.getByRole("tabpanel").getByText(/^The history of/)).toBeHidden()
})

test("the views change by key, and the divide moves by key", async ({ studio: { page } }) => {
  const divide = page.getByRole("slider", { name: "Line between the two pictures" })
  await divide.focus()
  await divide.press("ArrowRight")
  await expect(divide).toHaveValue("51")
  await page.getByRole("button", { name: "Zoom in" }).click()
  await expect(page.getByRole("button", { name: "Show the whole picture" })).toHaveText("125%")
  await page.getByRole("group", { name: "Pictures" }).focus()
  await page.keyboard.press("0")
  await expect(page.getByRole("button", { name: "Show the whole picture" })).toHaveText("100%")
  await page.keyboard.press("2")
  await expect(page.getByRole("button", { name: "Side by side" })).toHaveAttribute("aria-pressed", "true")
  await page.keyboard.press("?")
  await expect(page.getByRole("dialog").getByText("Side by side")).toBeVisible()
})

test("a render is followed on other screens too", async ({ studio: { page } }) => {
  await page.getByRole("button", { name: "Render", exact: true }).click()
  const cancel = page.getByRole("button", { name: "Cancel", exact: true })
  await cancel.waitFor()
  await page.getByRole("link", { name: "Personas" }).click()
  await page.getByRole("heading", { name: "Personas" }).waitFor()
  await page.getByRole("link", { name: "Studio" }).click()
  await expect(page.getByRole("option", { name: /^Render, seed/ })).toHaveCount(4, { timeout: 60_000 })
  await expect(cancel).toHaveCount(0)
})

test("rendering can be cancelled; what is done stays", async ({ studio: { page } }) => {
  const steps = page.getByRole("textbox", { name: /^Steps/ })
  await steps.fill("100")
  await steps.press("Enter")
  await page.keyboard.press("ControlOrMeta+Enter")
  const note = page.getByText(/^Rendering 1 of/)
  await expect(note).toBeVisible()
  // Another item is shown nothing of it.
  await page.getByRole("button", { name: /^Item: / }).click()
  await page.getByRole("dialog").getByRole("option").nth(5).click()
  await expect(note).toBeHidden()
  await page.getByRole("button", { name: "Cancel", exact: true }).click()
  await expect(page.getByRole("button", { name: "Render", exact: true })).toBeEnabled()
  await expect(page.getByRole("textbox", { name: "Seed" })).toHaveValue("0")
  await goTo(page, "jobs")
  await expect(page.getByText(/Cancelled/).first()).toBeVisible()
})

test("an engine that is killed comes back, and the render goes on", async ({
  studio: { page, killEngine },
}) => {
  await page.getByRole("combobox", { name: "Number of variants" }).click()
  await page.getByRole("option", { name: "2", exact: true }).click()
  const steps = page.getByRole("textbox", { name: /^Steps/ })
  await steps.fill("30")
  await steps.press("Enter")
  await page.getByRole("button", { name: "Render", exact: true }).click()
  const renders = page.getByRole("option", { name: /^Render, seed/ })
  await expect(renders.first()).toBeVisible({ timeout: 60_000 })
  await killEngine()
  await expect(renders).toHaveCount(2, { timeout: 60_000 })
})

test("an exported image dropped on the window, or opened, restores its recipe", async ({
  studio: { page, workspace },
}) => {
  const lambda1 = page.getByRole("textbox", { name: /λ1/ })
  await lambda1.fill("0.6")
  await lambda1.press("Enter")
  await page.getByRole("button", { name: "Render", exact: true }).click()
  await expect(page.getByRole("option", { name: /^Render, seed/ })).toHaveCount(4, { timeout: 60_000 })
  await lambda1.fill("1.4")
  await lambda1.press("Enter")
  const [name] = await readdir(join(workspace, "renders"))
  const bytes = [...(await readFile(join(workspace, "renders", name!)))]
  await page.evaluate(bytes => {
    const files = new DataTransfer()
    files.items.add(new File([new Uint8Array(bytes)], "poster.png", { type: "image/png" }))
    window.dispatchEvent(new DragEvent("drop", { dataTransfer: files, bubbles: true, cancelable: true }))
  }, bytes)
  await expect(lambda1).toHaveValue("0.6")
  await lambda1.fill("1.4")
  await lambda1.press("Enter")
  const chooser = page.waitForEvent("filechooser")
  await page.getByRole("button", { name: "Open an image…" }).click()
  await (await chooser).setFiles(join(workspace, "renders", name!))
  await expect(lambda1).toHaveValue("0.6")
})
