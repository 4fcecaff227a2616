import { expect, test, vi } from "vitest"
import { page } from "vitest/browser"
import type { ItemSummary } from "../../native/contract/api/common.ts"
import { expectAccessible, show } from "../testing/show.tsx"
import { useByteText } from "./bytes.ts"
import { useDurationText } from "./duration.ts"
import { ItemTile } from "./item-tile.tsx"
import { Keys } from "./keys.tsx"
import { PersonaStrip } from "./persona-strip.tsx"
import { SearchField } from "./search-field.tsx"
import { type ShownState, StateMark } from "./state-mark.tsx"
import { VisuallyHidden } from "./visually-hidden.tsx"

const item = { id: "m1", title: "Alien", image: "00ff" } as ItemSummary

test("an item is its picture and its title, or its id where it has none; a chosen one is marked", async () => {
  const { rerender } = await show(<ItemTile item={item} />)
  await expect.element(page.getByText("Alien")).toBeVisible()
  expect(document.querySelector("main svg")).toBeNull()
  await rerender(<ItemTile item={{ ...item, title: "" }} selected />)
  await expect.element(page.getByText("m1")).toBeVisible()
  expect(document.querySelector("main svg")).not.toBeNull()
  await expectAccessible()
})

test("a persona's strip keeps places for pictures that aren't there, and is no matter for screen readers", async () => {
  await show(<PersonaStrip latest={[item, { ...item, id: "m2" }]} places={4} />)
  const strip = document.querySelector("main [aria-hidden]")!
  expect(strip.children).toHaveLength(4)
  expect(strip.querySelectorAll("img")).toHaveLength(2)
})

test("a shortcut is written as the keys of this system", async () => {
  await show(<Keys of="Mod+Shift+z" />)
  expect([...document.querySelectorAll("kbd")].map(key => key.textContent)).toEqual(["Ctrl", "Shift", "Z"])
  await expectAccessible()
})

test("a search is told while it is typed", async () => {
  const onChange = vi.fn()
  await show(<SearchField label="Search items" value="" onChange={onChange} />)
  await page.getByRole("searchbox", { name: "Search items" }).fill("alien")
  expect(onChange).toHaveBeenLastCalledWith("alien")
  await expectAccessible()
})

test("every state has a sign of its own", async () => {
  const states: ShownState[] = ["queued", "running", "paused", "done", "failed", "cancelled", "stopped"]
  await show(states.map(state => <StateMark key={state} state={state} />))
  const looks = [...document.querySelectorAll("main svg")].map(
    sign => `${sign.getAttribute("class")} ${sign.innerHTML}`,
  )
  expect(new Set(looks).size).toBe(states.length)
})

test("hidden text is there for screen readers and takes no room", async () => {
  await show(
    <button type="button">
      Go<VisuallyHidden> to the catalog</VisuallyHidden>
    </button>,
  )
  const button = page.getByRole("button", { name: "Go to the catalog" })
  expect(button.element().querySelector("span")!.getBoundingClientRect().width).toBeLessThanOrEqual(1)
})

test("sizes and durations are told in one unit", async () => {
  function Texts() {
    const bytes = useByteText()
    const duration = useDurationText()
    return <p>{[bytes(12), bytes(1_540_000), duration(0), duration(150), duration(7200)].join(" | ")}</p>
  }
  await show(<Texts />)
  await expect
    .element(page.getByRole("paragraph"))
    .toHaveTextContent("12 bytes | 1.5 MB | 1 second | 3 minutes | 2 hours")
})
