import { expect, test, vi } from "vitest"
import { page } from "vitest/browser"
import { expectAccessible, show } from "../testing/show.tsx"
import { Loaded } from "./loaded.tsx"

const loading = { count: 2, height: 20 }

test("what was read is drawn; before that it says that it is read", async () => {
  const query = { data: undefined as string | undefined, error: null, refetch: () => {} }
  const { rerender } = await show(
    <Loaded query={query} loading={loading}>
      {data => <p>{data}</p>}
    </Loaded>,
  )
  await expect.element(page.getByRole("status", { name: "Loading…" })).toBeVisible()
  await rerender(
    <Loaded query={{ ...query, data: "twelve items" }} loading={loading}>
      {data => <p>{data}</p>}
    </Loaded>,
  )
  await expect.element(page.getByText("twelve items")).toBeVisible()
  await expect.element(page.getByRole("status")).not.toBeInTheDocument()
})

test("what can't be read says why, and is read again when it is asked for", async () => {
  const refetch = vi.fn()
  const error = { code: "page.engine_away", details: {} }
  await show(
    <Loaded query={{ data: undefined, error, refetch }} loading={loading}>
      {() => <p>never</p>}
    </Loaded>,
  )
  await expect.element(page.getByRole("alert")).toHaveTextContent("The engine doesn’t answer.")
  await page.getByRole("button", { name: "Try again" }).click()
  expect(refetch).toHaveBeenCalledTimes(1)
  await expectAccessible()
})
