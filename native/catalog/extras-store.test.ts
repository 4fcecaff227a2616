import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { readFieldNames, writeExtras } from "./extras-store.ts"
import { temporaryFolder } from "./fixtures/catalogs.ts"
import { createWorkspace } from "./workspace.ts"

test("the columns of a catalog are named, the most usual first, each with a value", async () => {
  const workspace = await createWorkspace(join(await temporaryFolder(), "w"))
  onTestFinished(() => workspace.close())
  const fields = [
    { price: "9.99", 价格: "¥9" },
    { price: "19.99", colour: "" },
    { price: "", 价格: "" },
  ]
  workspace.state.write(state =>
    writeExtras(state, new Map(fields.map((fields, index) => [`m${index}`, { fields, pictures: [] }]))),
  )
  // An empty value is none.
  expect(workspace.state.read(readFieldNames)).toEqual([
    { name: "price", items: 2, sample: "9.99" },
    { name: "价格", items: 1, sample: "¥9" },
  ])
})
