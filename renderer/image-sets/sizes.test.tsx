import { beforeEach, expect, test } from "vitest"
import { page, userEvent } from "vitest/browser"
import { changeDraft, useImageSetDraft } from "../shared/image-set-draft.ts"
import { expectAccessible } from "../testing/show.tsx"
import { showInApp } from "../testing/show-in-app.tsx"
import { Sizes } from "./sizes.tsx"

beforeEach(() => changeDraft({ sizes: [] }))

test("a size takes a layout by keys, and gives it up again", async () => {
  await showInApp(<Sizes />)
  await userEvent.click(page.getByRole("checkbox", { name: /Story/ }))
  const choice = page.getByRole("combobox", { name: "Layout over Story" })
  await expect.element(choice).toHaveTextContent("No layout")
  await expectAccessible()
  choice.element().focus()
  await userEvent.keyboard("{Enter}")
  await userEvent.click(page.getByRole("option", { name: "Poster title" }))
  expect(useImageSetDraft.getState().sizes).toMatchObject([{ name: "story", layout: "poster-title" }])
  await userEvent.click(choice)
  await userEvent.click(page.getByRole("option", { name: "No layout" }))
  expect(useImageSetDraft.getState().sizes[0]).not.toHaveProperty("layout")
})

test("a size is cropped, padded or extended, and what extending does is said", async () => {
  await showInApp(<Sizes />)
  await userEvent.click(page.getByRole("checkbox", { name: /Story/ }))
  const fits = page.getByRole("group", { name: "How Story is filled" })
  await expect.element(fits.getByRole("button", { name: "Pad" })).toHaveAttribute("aria-pressed", "true")
  await expect.element(page.getByText(/^Extend draws/)).not.toBeInTheDocument()
  fits.getByRole("button", { name: "Extend" }).element().focus()
  await userEvent.keyboard("{Enter}")
  expect(useImageSetDraft.getState().sizes).toMatchObject([{ name: "story", fit: "extend" }])
  await expect.element(page.getByText(/^Extend draws/)).toBeVisible()
  await expectAccessible()
})
