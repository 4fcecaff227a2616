import { createRouterClient } from "@orpc/server"
import { expect, test } from "vitest"
import { item } from "../../catalog/fixtures/catalogs.ts"
import type { Workspace } from "../../catalog/workspace.ts"
import type { EngineContext } from "../context.ts"
import { ItemIndex } from "./item-index.ts"
import { itemsRouter } from "./items.ts"

test("words are found in any case and any encoding of accents, in the index and in what is asked", async () => {
  const items = [item("a", { title: "E\u0301te\u0301" }), item("b", { description: "caf\u00e9, Красное" })]
  const state = { read: () => new Map() }
  const workspace = { itemsVersion: 1, items: async () => items, state } as unknown as Workspace
  const router = itemsRouter({ workspace } as EngineContext, new ItemIndex(workspace))
  const context = { connection: { id: "page", signal: new AbortController().signal } }
  const { list } = createRouterClient(router, { context })
  const found = async (search: string) => (await list({ search })).items.map(({ id }) => id)
  expect(await found("\u00c9T\u00c9")).toEqual(["a"])
  expect(await found("CAFE\u0301")).toEqual(["b"])
  expect(await found("красное")).toEqual(["b"])
})
