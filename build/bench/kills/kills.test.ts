import { expect, test } from "vitest"
import { actKinds } from "./acts.ts"
import { killing } from "./kills.ts"

test.each(["import", "migrate", "archive"])("killed in the middle: %s", async name => {
  const { kills, tooLate, problems } = await killing(actKinds.find(kind => kind.name === name)!, 2, 7)
  expect(problems).toEqual([])
  expect(kills + tooLate).toBe(2)
})
