import { Box } from "@mui/material"
import { expect, test } from "vitest"
import { show } from "../testing/show.tsx"
import { useJoin } from "./join.ts"
import { useTranslations } from "./translations.ts"

function Words({ name }: { name: string }) {
  const t = useTranslations("personas")
  const join = useJoin()
  return (
    <>
      <Box data-testid="text">{t("archived", { name })}</Box>
      <Box data-testid="list">{join.list([name, "Lena"])}</Box>
      <Box>
        <span data-testid="element">{name}</span>
      </Box>
    </>
  )
}

test("a name that would turn the sentence or the list around it is isolated, others stay as they are", async () => {
  const name = "\u202eevil"
  const screen = await show(<Words name={name} />)
  const textOf = (id: string) => screen.getByTestId(id).element().textContent
  expect(textOf("text")).toBe("\u2068\u202eevil\u2069 was archived")
  expect(textOf("list")).toBe("\u2068\u202eevil\u2069, Lena")
  await screen.rerender(<Words name="Noa" />)
  expect(textOf("text")).toBe("Noa was archived")
})

test("an element within a line turns nothing beside it", async () => {
  const screen = await show(<Words name="\u202eevil" />)
  const element = screen.getByTestId("element").element()
  expect(getComputedStyle(element).unicodeBidi).toBe("isolate")
})
