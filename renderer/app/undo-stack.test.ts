import { expect, test } from "vitest"
import { UndoStack } from "./undo-stack.ts"

/** A number that steps add to. */
function counter() {
  const state = { value: 0 }
  const add = (by: number) => ({
    label: `add ${by}`,
    do: () => {
      state.value += by
    },
    undo: () => {
      state.value -= by
    },
  })
  return { state, add }
}

test("steps are taken back newest first, and done again in their order", async () => {
  const { state, add } = counter()
  const stack = new UndoStack()
  await stack.run(add(1))
  await stack.run(add(10))
  expect((await stack.undo())?.label).toBe("add 10")
  expect(state.value).toBe(1)
  await stack.undo()
  expect(await stack.undo()).toBeNull()
  expect(state.value).toBe(0)
  await stack.redo()
  expect(state.value).toBe(1)
  await stack.redo()
  expect(await stack.redo()).toBeNull()
  expect(state.value).toBe(11)
})

test("a new step forgets what was undone", async () => {
  const { state, add } = counter()
  const stack = new UndoStack()
  await stack.run(add(1))
  await stack.undo()
  await stack.run(add(5))
  expect(stack.next.redo).toBeNull()
  await stack.redo()
  expect(state.value).toBe(5)
})

test("a recorded step is not done a second time", async () => {
  const { state, add } = counter()
  const stack = new UndoStack()
  state.value = 3
  await stack.record(add(3))
  expect(state.value).toBe(3)
  await stack.undo()
  expect(state.value).toBe(0)
})

test("a step that fails isn't kept, and its error is thrown on", async () => {
  const stack = new UndoStack()
  const refused = {
    label: "refused",
    do: async () => {
      throw new Error("the engine refused")
    },
    undo: () => undefined,
  }
  await expect(stack.run(refused)).rejects.toThrow("the engine refused")
  expect(stack.next.undo).toBeNull()
})

test("a step that can't be taken back is dropped, and those below it still can", async () => {
  const { state, add } = counter()
  const stack = new UndoStack()
  await stack.run(add(1))
  await stack.run({ ...add(10), undo: () => Promise.reject(new Error("gone")) })
  await expect(stack.undo()).rejects.toThrow("gone")
  await stack.undo()
  expect(state.value).toBe(10)
  expect(stack.next.redo?.label).toBe("add 1")
})

test("the undo of a message leaves newer steps alone", async () => {
  const { state, add } = counter()
  const stack = new UndoStack()
  const first = add(1)
  await stack.run(first)
  await stack.run(add(10))
  expect(await stack.undo(first)).toBeNull()
  expect(state.value).toBe(11)
})

test("steps wait for one another", async () => {
  const order: string[] = []
  const slow = (name: string, time: number) => ({
    label: name,
    do: async () => {
      order.push(`${name} begins`)
      await new Promise(resolve => setTimeout(resolve, time))
      order.push(`${name} ends`)
    },
    undo: () => {
      order.push(`${name} undone`)
    },
  })
  const stack = new UndoStack()
  await Promise.all([stack.run(slow("a", 20)), stack.run(slow("b", 1)), stack.undo()])
  expect(order).toEqual(["a begins", "a ends", "b begins", "b ends", "b undone"])
})

test("only so many steps are kept", async () => {
  const { add } = counter()
  const stack = new UndoStack(2)
  for (const by of [1, 2, 3]) await stack.run(add(by))
  expect([(await stack.undo())?.label, (await stack.undo())?.label, await stack.undo()]).toEqual([
    "add 3",
    "add 2",
    null,
  ])
})
