/** A board of twelve personas in the real page: from a moved slider to the first pixels, and to the last picture. */
import type { Page } from "@playwright/test"
import { mostTiles } from "../../native/contract/api/studio.ts"
import { figure, median, type Print } from "./figure.ts"

const moves = 5

export async function openBoard(page: Page, tiles = mostTiles): Promise<void> {
  await page.evaluate(() => {
    location.hash = "#/board"
  })
  await page.getByRole("button", { name: /^Persona/ }).click()
  const dialog = page.getByRole("dialog")
  await dialog.getByRole("option").first().waitFor()
  for (const option of await dialog.getByRole("option").all()) {
    if ((await dialog.getByRole("option", { selected: true }).count()) >= tiles) break
    if ((await option.getAttribute("aria-selected")) !== "true") await option.click()
  }
  await dialog.getByRole("button", { name: /^Use/ }).click()
  await page.getByText(/^(\d+) of \1 drawn$/).waitFor({ timeout: 120_000 })
}

export async function measureBoard(page: Page, print: Print): Promise<void> {
  await openBoard(page)
  const tiles = await page.getByRole("option").count()
  const [first, all]: number[][] = [[], []]
  for (let move = 0; move < moves; move++) {
    const slider = page.getByRole("slider", { name: /λ2/ })
    await slider.focus()
    const drawn = page.evaluate(() => {
      const picture = document.querySelector<HTMLImageElement>("[role=option][aria-selected=true] img")!
      const state = document.querySelector("[role=status]")!
      const pressed = new Promise<number>(settle =>
        window.addEventListener("keydown", event => settle(event.timeStamp), { capture: true, once: true }),
      )
      const changed = (node: Node, of: MutationObserverInit, holds: () => boolean) =>
        new Promise<number>(settle => {
          const observer = new MutationObserver(() => {
            if (!holds()) return
            observer.disconnect()
            requestAnimationFrame(settle)
          })
          observer.observe(node, of)
        })
      const old = picture.src
      const first = changed(picture, { attributes: true }, () => picture.src !== old)
      const texts = { subtree: true, childList: true, characterData: true }
      let began = false
      const all = changed(state.parentElement!, texts, () => {
        const [, done, total] =
          /(\d+) of (\d+)/.exec(document.querySelector("[role=status]")!.textContent!) ?? []
        began ||= done !== total
        return began && done === total
      })
      return Promise.all([pressed, first, all])
    })
    await slider.press(move % 2 === 0 ? "PageUp" : "PageDown")
    const [pressed, shown, whole] = await drawn
    first!.push(shown - pressed)
    all!.push((whole - pressed) / 1000)
    await page.waitForTimeout(300)
  }
  const what = `a slider moves on a board of ${tiles} personas`
  print(figure(`${what}: first pixels of the first`, median(first!), "ms", { atMost: 400 }))
  print(figure(`${what}: all previews`, median(all!), "s", { atMost: 6 }))
}
