import { Command } from "commander"
import { expect, test } from "vitest"
import { z } from "zod"
import { FlagTable } from "./flags.ts"
import { say } from "./voice.ts"

const schema = z.object({
  strength: z.number().min(0).max(2).default(1),
  kind: z.enum(["edges", "tile"]).default("edges"),
  alone: z.boolean().default(false),
  leftOut: z.array(z.string()).max(2).default([]),
})

const table = new FlagTable<keyof z.infer<typeof schema>>(schema, [
  { setting: "strength", flag: "--strength <number>", about: () => "how strongly" },
  { setting: "kind", flag: "--kind <name>", about: () => "which" },
  { setting: "alone", flag: "--alone", about: () => "only this" },
  { setting: "leftOut", flag: "--left-out <ids>", about: () => "without these" },
])

const optionsOf = (add: (command: Command) => Command, ...args: string[]): object =>
  add(new Command()).parse(args, { from: "user" }).opts()

test("a number, a choice, a switch and a list are read as such", () => {
  const args = ["--strength", "0.5", "--kind", "tile", "--alone", "--left-out", "m1, m2"]
  expect(table.read(optionsOf(command => table.addTo(command), ...args))).toEqual({
    values: { strength: 0.5, kind: "tile", alone: true, leftOut: ["m1", "m2"] },
    problems: [],
  })
})

test("what wasn't given is left to the schema", () =>
  expect(table.read(optionsOf(command => table.addTo(command)))).toEqual({ values: {}, problems: [] }))

test("each value that may not be is named with what it may be", () => {
  const args = ["--strength", "3", "--kind", "sketch", "--left-out", "m1,m2,m3"]
  expect(table.read(optionsOf(command => table.addTo(command), ...args)).problems.map(say)).toEqual([
    "--strength is 3, but must be 0 to 2",
    "--kind is sketch, but must be one of edges, tile",
    "--left-out is m1,m2,m3, but must be at most 2, with commas between them",
  ])
})

test("in a sweep numbers, choices and switches take lists, and a value counts once", () => {
  const swept = ["strength", "kind", "alone"] as const
  const add = (command: Command) => table.addListsTo(command, swept, { strength: "1" })
  expect(
    table.readLists(optionsOf(add, "--kind", "tile,edges,tile", "--alone", "false,true"), swept),
  ).toEqual({
    lists: { strength: [1], kind: ["tile", "edges"], alone: [false, true] },
    problems: [],
  })
  expect(table.readLists(optionsOf(add, "--alone"), swept).lists.alone).toEqual([true])
  expect(table.readLists(optionsOf(add, "--strength", "0,,1"), swept).problems.map(say)).toEqual([
    "--strength holds an empty value, but each value must be 0 to 2",
  ])
})

test("help gives a command's own default in place of the schema's", () => {
  const help = table.addTo(new Command(), [], { strength: 2 }).helpInformation().replaceAll(/\s+/g, " ")
  expect(help).toContain("--strength <number> how strongly (0 to 2; default 2)")
})

test("help gives ranges and defaults", () => {
  const help = table.addTo(new Command()).helpInformation().replaceAll(/\s+/g, " ")
  expect(help).toContain("--strength <number> how strongly (0 to 2; default 1)")
  expect(help).toContain(
    "--alone only this --left-out <ids> without these (at most 2, with commas between them)",
  )
})
