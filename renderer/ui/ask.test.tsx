import { useState } from "react"
import { expect, test } from "vitest"
import { page, userEvent } from "vitest/browser"
import { expectAccessible, show } from "../testing/show.tsx"
import { AskProvider, useAsk } from "./ask.tsx"

function Asking({ destructive = false }: { destructive?: boolean }) {
  const ask = useAsk()
  const [answer, setAnswer] = useState("")
  return (
    <>
      <button
        type="button"
        onClick={() =>
          void ask
            .confirm({ title: "Clear all?", text: "It takes a while.", confirm: "Clear", destructive })
            .then(agreed => setAnswer(String(agreed)))
        }
      >
        Ask
      </button>
      <button
        type="button"
        onClick={() =>
          void ask
            .name({ title: "Rename", label: "Name", value: "Ines", maxLength: 10, confirm: "Save" })
            .then(name => setAnswer(String(name)))
        }
      >
        Name
      </button>
      <output>{answer}</output>
    </>
  )
}

const shown = (part = <Asking />) => show(<AskProvider>{part}</AskProvider>)
const answer = () => page.getByRole("status")

test("a question is answered by its verb, or left by Escape", async () => {
  await shown()
  await page.getByRole("button", { name: "Ask" }).click()
  await expect.element(page.getByRole("dialog", { name: "Clear all?" })).toBeVisible()
  await expectAccessible()
  await page.getByRole("button", { name: "Clear" }).click()
  await expect.element(answer()).toHaveTextContent("true")
  await page.getByRole("button", { name: "Ask" }).click()
  await userEvent.keyboard("{Escape}")
  await expect.element(answer()).toHaveTextContent("false")
})

test("Enter agrees, but never to what can't be undone", async () => {
  const { rerender } = await shown()
  await page.getByRole("button", { name: "Ask" }).click()
  await expect.element(page.getByRole("button", { name: "Clear" })).toHaveFocus()
  await userEvent.keyboard("{Enter}")
  await expect.element(answer()).toHaveTextContent("true")
  await rerender(
    <AskProvider>
      <Asking destructive />
    </AskProvider>,
  )
  await page.getByRole("button", { name: "Ask" }).click()
  await expect.element(page.getByRole("button", { name: "Cancel" })).toHaveFocus()
  await userEvent.keyboard("{Enter}")
  await expect.element(answer()).toHaveTextContent("false")
})

test("a name is typed over the old one and taken without spaces around it; an empty one can't be taken", async () => {
  await shown()
  await page.getByRole("button", { name: "Name" }).click()
  const input = page.getByRole("textbox", { name: "Name" })
  await expect.element(input).toHaveValue("Ines")
  await input.fill("  ")
  await expect.element(page.getByRole("button", { name: "Save" })).toBeDisabled()
  await input.fill(" Ada ")
  await userEvent.keyboard("{Enter}")
  await expect.element(answer()).toHaveTextContent("Ada")
})
