import { expect, test } from "vitest"
import { page } from "vitest/browser"
import { shutOut } from "../engine/dial.ts"
import { show } from "../testing/show.tsx"
import { EngineFailed } from "./connection.tsx"

test("an engine that can't start says why, and in a browser what to do after that", async () => {
  await show(<EngineFailed problem={{ code: "page.broken", details: {} }} />)
  await expect
    .element(page.getByRole("alert"))
    .toHaveTextContent("Try again, or copy the diagnostics for a report. Then start the studio again")
})

test("a page without the key says how to come in, and nothing of starting again", async () => {
  await show(<EngineFailed problem={shutOut} />)
  const alert = page.getByRole("alert")
  await expect.element(alert).toHaveTextContent("This page doesn’t have the key of the program that runs.")
  await expect.element(alert).not.toHaveTextContent("Then start the studio again")
})
