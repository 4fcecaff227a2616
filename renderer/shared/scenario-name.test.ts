import { expect, test } from "vitest"
import { page as en } from "../../native/words/en/page/index.ts"

const shipped = import.meta.glob<{ id: string; name: string }>("../../resources/scenarios/*.json", {
  eager: true,
  import: "default",
})

/** Otherwise scenario-name.ts takes a shipped scenario for one of the user's own. */
test("the scenarios that ship are called as their files call them", () => {
  const named = Object.values(shipped).map(({ id, name }) => [id, name])
  expect(en.common.scenarios).toEqual(Object.fromEntries(named))
})
