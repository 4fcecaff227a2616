/** In a browser: what opens the studio, and what doesn't. */
import { expect, test } from "./studio.ts"

test("a new tab needs the link, pictures need the page's key", async ({ studio, shell }) => {
  test.skip(shell === "electron", "only a browser comes by a link")
  const { page } = studio
  const picture = page.getByRole("img").first()
  await picture.waitFor()
  await page.reload()
  await picture.waitFor()
  const address = new URL((await picture.getAttribute("src"))!, page.url())
  expect((await page.request.get(address.href)).status()).toBe(200)
  address.searchParams.delete("key")
  expect((await page.request.get(address.href)).status()).toBe(403)

  const other = await page.context().newPage()
  await other.goto(new URL(page.url()).origin.replace("127.0.0.1", "localhost"))
  expect(new URL(other.url()).hostname).toBe("127.0.0.1")
  await expect(other.getByText("This page doesn’t have the key of the program that runs.")).toBeVisible()
})
