import { useState } from "react"
import { expect, test, vi } from "vitest"
import { userEvent } from "vitest/browser"
import { show } from "../testing/show.tsx"
import { type Command, commandGroups, runFromMenu, useCommands } from "./commands.ts"

function Screen({ title = "Here", commands }: { title?: string; commands: readonly Command[] }) {
  useCommands(title, commands)
  return <input aria-label="Words" />
}

function Window({ commands }: { commands: readonly Command[] }) {
  useCommands("Everywhere", commands, { everywhere: true })
  return null
}

test("a command runs by any of its keys, unless it is disabled", async () => {
  const render = vi.fn()
  const off = vi.fn()
  await show(
    <Screen
      commands={[
        { name: "Render", keys: ["Mod+Enter", "r"], run: render },
        { name: "Off", keys: ["o"], disabled: true, run: off },
      ]}
    />,
  )
  await userEvent.keyboard("{Control>}{Enter}{/Control}ro")
  expect(render).toHaveBeenCalledTimes(2)
  expect(off).not.toHaveBeenCalled()
})

test("while text is typed, letters and undo belong to the text, and other keys with Mod to the commands", async () => {
  const run = vi.fn()
  const page = await show(<Screen commands={[{ name: "Act", keys: ["a", "Mod+z", "Mod+Enter"], run }]} />)
  await page.getByRole("textbox").click()
  await userEvent.keyboard("a{Control>}z{/Control}")
  expect(run).not.toHaveBeenCalled()
  await userEvent.keyboard("{Control>}{Enter}{/Control}")
  expect(run).toHaveBeenCalledTimes(1)
})

test("the newest commands count, and none are left when their component goes", async () => {
  function Changing() {
    const [count, setCount] = useState(0)
    useCommands("Here", [{ name: `Count ${count}`, keys: ["+"], run: () => setCount(count + 1) }])
    return <p>{count}</p>
  }
  const page = await show(<Changing />)
  await userEvent.keyboard("++")
  await expect.element(page.getByText("2")).toBeVisible()
  expect(commandGroups()).toMatchObject([{ title: "Here", commands: [{ name: "Count 2" }] }])
  await page.unmount()
  expect(commandGroups()).toEqual([])
})

test("the menu runs a command by its name; under an open dialog only those of the window", async () => {
  const render = vi.fn()
  const help = vi.fn()
  const page = await show(
    <>
      <Window commands={[{ name: "Help", menu: "shortcuts", run: help }]} />
      <Screen commands={[{ name: "Render", menu: "render", run: render }]} />
    </>,
  )
  expect(commandGroups().map(({ title }) => title)).toEqual(["Here", "Everywhere"])
  runFromMenu("render")
  expect(render).toHaveBeenCalledTimes(1)
  await page.rerender(
    <>
      <div role="dialog" aria-modal />
      <Window commands={[{ name: "Help", menu: "shortcuts", run: help }]} />
      <Screen commands={[{ name: "Render", menu: "render", run: render }]} />
    </>,
  )
  runFromMenu("render")
  runFromMenu("shortcuts")
  expect(render).toHaveBeenCalledTimes(1)
  expect(help).toHaveBeenCalledTimes(1)
})
