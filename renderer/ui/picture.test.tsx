import { expect, test } from "vitest"
import { page } from "vitest/browser"
import { openPictures } from "../app/picture-url.ts"
import { expectAccessible, show } from "../testing/show.tsx"
import { Picture } from "./picture.tsx"

test("it asks for the size that is shown, and for the file that is meant", async () => {
  await show(<Picture kind="item" id="m 1" alt="A poster" edge={320} version="0123456789abcdefff" eager />)
  const image = page.getByRole("img", { name: "A poster" }).element() as HTMLImageElement
  const url = new URL(image.src)
  expect(decodeURIComponent(url.pathname)).toContain("m 1")
  expect(url.search).toContain("320")
  expect(url.searchParams.get("v")).toBe("0123456789abcdef")
})

test("its room is there before the picture is, and a picture that can't be shown says so", async () => {
  await show(
    <div style={{ width: 300 }}>
      <Picture kind="item" id="gone" alt="A poster" ratio={3 / 4} eager />
    </div>,
  )
  const missing = page.getByRole("img", { name: "A poster: The picture can’t be shown" })
  await expect.element(missing).toBeVisible()
  expect(missing.element().parentElement!.getBoundingClientRect().height).toBe(400)
  await expectAccessible()
})

test("a picture without words is left out for screen readers", async () => {
  await show(<Picture kind="item" id="gone" alt="" eager />)
  await expect.poll(() => document.querySelector("[title]")).not.toBeNull()
  expect(page.getByRole("img").elements()).toEqual([])
})

test("a picture that couldn't be fetched while the engine was away is fetched when it is back", async () => {
  await show(<Picture kind="item" id="gone" alt="A poster" eager />)
  await expect.element(page.getByRole("img", { name: "The picture can’t be shown" })).toBeInTheDocument()
  // All files share one page, whose list of what was fetched is short.
  performance.clearResourceTimings()
  openPictures("of-the-next-engine")
  const fetched = () => performance.getEntriesByType("resource").map(({ name }) => name)
  await expect.poll(() => fetched().some(name => name.includes("of-the-next-engine"))).toBe(true)
  openPictures()
})
