import { useState } from "react"
import { expect, test, vi } from "vitest"
import { page, userEvent } from "vitest/browser"
import { expectAccessible, show } from "../testing/show.tsx"
import { LightTable } from "./light-table.tsx"

/** Five tiles of 160 pixels fit into a row of 940. */
function Numbers({ total = 100_000, ...props }: Partial<React.ComponentProps<typeof LightTable>>) {
  return (
    <div style={{ display: "flex", width: 940, height: 500 }}>
      <LightTable
        label="Numbers"
        total={total}
        tile={160}
        heightOf={() => 100}
        options={{
          multiple: true,
          isSelected: index => index === 2,
          labelOf: index => `Number ${index}`,
          onClick: () => {},
        }}
        render={index => index}
        onKey={() => {}}
        {...props}
      />
    </div>
  )
}

const focused = () => document.activeElement?.getAttribute("aria-label")
const tile = (index: number) => page.getByRole("option", { name: `Number ${index}`, exact: true })

test("of a hundred thousand tiles only those in sight are drawn, each with its place among all", async () => {
  await show(<Numbers />)
  await expect.element(tile(0)).toHaveAttribute("aria-setsize", "100000")
  await expect.element(tile(2)).toHaveAttribute("aria-selected", "true")
  expect(page.getByRole("option").elements().length).toBeLessThan(60)
  await expectAccessible()
})

test("arrow keys, Home and End move the focus, also to tiles that aren't drawn yet", async () => {
  await show(<Numbers />)
  await tile(0).click()
  await userEvent.keyboard("{ArrowRight}")
  await expect.poll(focused).toBe("Number 1")
  await userEvent.keyboard("{ArrowDown}")
  await expect.poll(focused).toBe("Number 6")
  await userEvent.keyboard("{End}")
  await expect.poll(focused).toBe("Number 99999")
  await userEvent.keyboard("{Home}")
  await expect.poll(focused).toBe("Number 0")
})

test("other keys, clicks and double clicks are told with the tile that they were meant for", async () => {
  const onKey = vi.fn()
  const onClick = vi.fn()
  const onDoubleClick = vi.fn()
  await show(
    <Numbers
      onKey={({ key }, index) => onKey(key, index)}
      options={{
        multiple: false,
        isSelected: () => false,
        labelOf: index => `Number ${index}`,
        onClick: (_event, index) => onClick(index),
        onDoubleClick,
      }}
    />,
  )
  await tile(7).dblClick()
  await userEvent.keyboard("x")
  expect(onClick).toHaveBeenLastCalledWith(7)
  expect(onDoubleClick).toHaveBeenCalledWith(7)
  expect(onKey).toHaveBeenCalledWith("x", 7)
})

test("scrolling tells what came into sight", async () => {
  const onSight = vi.fn()
  await show(<Numbers onSight={onSight} />)
  await expect.poll(() => onSight.mock.lastCall?.[0]).toBe(0)
  page.getByRole("listbox").element().parentElement!.scrollTop = 114_000
  await expect.poll(() => onSight.mock.lastCall?.[0]).toBeGreaterThan(4900)
})

test("when the tile that a key was pressed on goes, the one in its place takes the focus", async () => {
  function Removable() {
    const [names, setNames] = useState(["a", "b", "c"])
    return (
      <Numbers
        total={names.length}
        keyOf={index => names[index]!}
        options={{
          multiple: false,
          isSelected: () => false,
          labelOf: index => names[index]!,
          onClick: () => {},
        }}
        render={index => names[index]}
        onKey={({ key }, index) => {
          if (key === "Delete") setNames(names.filter((_, other) => other !== index))
        }}
      />
    )
  }
  await show(<Removable />)
  await page.getByRole("option", { name: "b" }).click()
  await userEvent.keyboard("{Delete}")
  await expect.poll(focused).toBe("c")
  await userEvent.keyboard("{Delete}")
  await expect.poll(focused).toBe("a")
})

test("a tile that others have moved to another place hears its keys there", async () => {
  const onKey = vi.fn()
  const letters = (names: string[]) => (
    <Numbers
      total={names.length}
      keyOf={index => names[index]!}
      options={{
        multiple: false,
        isSelected: () => false,
        labelOf: index => names[index]!,
        onClick: () => {},
      }}
      render={index => names[index]}
      onKey={({ key }, index) => onKey(key, names[index])}
    />
  )
  const { rerender } = await show(letters(["a", "b"]))
  await page.getByRole("option", { name: "b" }).click()
  await rerender(letters(["new", "a", "b"]))
  await userEvent.keyboard("x")
  expect(onKey).toHaveBeenLastCalledWith("x", "b")
  await userEvent.keyboard("{ArrowLeft}")
  await expect.poll(focused).toBe("a")
})

test("without options it is a list, whose tiles hold a control of their own", async () => {
  const onKey = vi.fn()
  await show(
    <div style={{ display: "flex", width: 940, height: 500 }}>
      <LightTable
        label="Letters"
        total={10}
        tile={160}
        heightOf={() => 100}
        render={(index, current) => (
          <button type="button" data-index={index} tabIndex={current ? 0 : -1}>
            Letter {index}
          </button>
        )}
        onKey={({ key }, index) => onKey(key, index)}
      />
    </div>,
  )
  expect(page.getByRole("listitem").elements()).toHaveLength(10)
  await userEvent.tab()
  await userEvent.keyboard("{ArrowRight}{ArrowRight}s")
  await expect.poll(() => document.activeElement?.textContent).toBe("Letter 2")
  expect(onKey).toHaveBeenCalledWith("s", 2)
  await expectAccessible()
})
