import { useState } from "react"
import { expect, test } from "vitest"
import { page, userEvent } from "vitest/browser"
import { expectAccessible, show } from "../testing/show.tsx"
import { Screen } from "./screen.tsx"

function Two() {
  const [first, setFirst] = useState(true)
  return (
    <>
      <button type="button" onClick={() => setFirst(false)}>
        Go
      </button>
      {first ? (
        <Screen title="Catalog" note="12 items">
          <p>Items</p>
        </Screen>
      ) : (
        <Screen key="jobs" title="Jobs" actions={<button type="button">Clear</button>}>
          <p>Queue</p>
        </Screen>
      )}
    </>
  )
}

test("its name is heading and title of the window, and takes the focus when one comes from another screen", async () => {
  await show(<Two />)
  await expect.element(page.getByRole("heading", { level: 1, name: "Catalog" })).toBeVisible()
  expect(document.title).toBe("Catalog · I-AM-G Studio")
  await page.getByRole("button", { name: "Go" }).click()
  const heading = page.getByRole("heading", { level: 1, name: "Jobs" })
  await expect.element(heading).toHaveFocus()
  expect(document.title).toBe("Jobs · I-AM-G Studio")
  await userEvent.tab()
  await expect.element(page.getByRole("button", { name: "Clear" })).toHaveFocus()
  await expectAccessible()
})

test("a body that fills the screen has its whole room; another keeps a width that can be read", async () => {
  const body = (fill: boolean) => (
    <div style={{ display: "flex", height: 400, width: 1280 }}>
      <Screen title="Catalog" fill={fill}>
        <p data-testid="body" style={{ flex: 1, margin: 0 }}>
          Items
        </p>
      </Screen>
    </div>
  )
  const { rerender } = await show(body(true))
  const width = () => page.getByTestId("body").element().getBoundingClientRect().width
  expect(width()).toBe(1280)
  await rerender(body(false))
  expect(width()).toBe(1160)
})
