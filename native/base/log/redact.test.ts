import { expect, test } from "vitest"
import { z } from "zod"
import { StudioError } from "../../contract/errors.ts"
import { createRedactor } from "./redact.ts"

const titles = ["Night Train", "Zwölf Monde", "夜行列车", "i-4711"]
const description = "A conductor finds a letter from a passenger who never boarded."
const { text, error } = createRedactor({
  places: { workspace: "/home/mina okafor/Posters" },
  privateWords: () => [...titles, "Mina Okafor", description],
})

test.each([
  // Paths.
  ["ENOENT: no such file or directory, open '/home/mina/posters/a.png'", ["mina", "posters"]],
  ["can't read /home/mina okafor/My Pictures/a b.png", ["mina", "Pictures", "b.png"]],
  ["can't read C:\\Users\\Mina\\Pictures\\a.png", ["Mina", "Pictures"]],
  ["can't read c:/Users/Mina/a.png", ["Mina"]],
  ["can't read \\\\fileserver\\marketing\\a.png", ["fileserver", "marketing"]],
  ["can't read ~/Pictures/a.png", ["Pictures"]],
  ["can't read ../secret folder/a.png", ["secret", "folder"]],
  ["dir=/srv/clients/acme", ["clients", "acme"]],
  ["model file:///home/mina/pack/unet.onnx is damaged", ["mina", "unet"]],
  // Keys and tokens.
  ["401 for Bearer abc.def", ["abc", "def"]],
  ["Authorization: Basic bWluYTpwdw==", ["bWlu"]],
  ["api_key=short1 was refused", ["short1"]],
  ["password: hunter2", ["hunter2"]],
  ["the key sk-proj-12ab34 is no key", ["proj", "12ab34"]],
  ["hf_QwErTyUiOp failed", ["QwErTy"]],
  ["token 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c", ["9f86d081"]],
  ["eyJhbGciOiJIUzI1NiJ9 was refused", ["eyJh"]],
  ["fetch failed: https://mina:pw@shop.example/v1?key=77", ["mina", "shop", "77"]],
  ["write to mina.okafor@shop.example bounced", ["okafor", "shop.example"]],
  ["connect ECONNREFUSED 192.168.7.20:11434", ["192.168", "11434"]],
  // Names and texts.
  ["can't draw Night Train for Mina Okafor", ["Night", "Mina", "Okafor"]],
  ["can't draw NIGHT TRAIN", ["NIGHT"]],
  ["can't draw zwölf monde", ["monde"]],
  ["can't draw 夜行列车", ["夜行"]],
  ["item i-4711 is broken", ["4711"]],
  [`prompt was ${description} This movie poster is about trains`, ["conductor", "boarded", "trains"]],
  ["Unexpected token 'N', \"Night and day\" is not valid JSON", ["Night", "day"]],
  ["the title “Der Zug” is too long", ["Der Zug"]],
  ['Unexpected end of JSON input: "a man walks in', ["man", "walks"]],
])("%s", (given, gone) => {
  const kept = text(given)
  for (const word of gone) expect(kept).not.toContain(word)
  expect(kept).toMatch(/<\w+>/)
})

test("what happened can still be read", () => {
  expect(text("Cannot read properties of undefined (reading 'shape')")).toBe(
    "Cannot read properties of undefined (reading shape)",
  )
  expect(text("Non-zero status code returned while running Conv node.")).toBe(
    "Non-zero status code returned while running Conv node.",
  )
  expect(text("ENOSPC: no space left on device, write")).toBe("ENOSPC: no space left on device, write")
  expect(text("rename '/home/mina okafor/Posters/state.db' failed")).toBe(
    "rename <workspace>/state.db failed",
  )
  expect(text("the Night Trains are fine")).toBe("the Night Trains are fine")
})

test("an error keeps its code and its stack in the program's own files, and not where they lie", () => {
  const thrown = Object.assign(new Error("ENOENT: no such file, open '/home/mina/a.png'"), { code: "ENOENT" })
  thrown.stack = [
    "Error: ENOENT: no such file, open '/home/mina/a.png'",
    "    at async readFile (/home/mina/iamg/native/base/json.ts:12:3)",
    "    at open (file:///home/mina/iamg/node_modules/sharp/lib/index.js:1:2)",
    "    at C:\\Users\\Mina\\iamg\\dist\\app\\engine.js:5:6",
    "    at other (/home/mina/plugin.js:1:1)",
    "    at node:internal/main:3:1",
  ].join("\n")
  expect(error(thrown)).toEqual({
    name: "Error",
    code: "ENOENT",
    message: "ENOENT: no such file, open <text>",
    stack: [
      "at async readFile (native/base/json.ts:12:3)",
      "at open (node_modules/sharp/lib/index.js:1:2)",
      "at dist\\app\\engine.js:5:6",
      "at other (<path>)",
      "at node:internal/main:3:1",
    ],
  })
})

test("of the program's own errors and their causes only the code is kept, since their sentences name items", () => {
  const cause = new Error("connect to https://shop.example failed")
  const told = error(new StudioError("persona.name_taken", { name: "Somebody New" }, { cause }))
  expect(told).toMatchObject({ name: "StudioError", code: "persona.name_taken" })
  expect(told.cause).toBe("Error: connect to <address> failed")
  expect(JSON.stringify(told)).not.toContain("Somebody")
})

test("a schema's error names the place of the refused value, not the value", () => {
  const refused = z.object({ title: z.literal("x") }).safeParse({ title: "Somebody's Secret" })
  expect(error(refused.error)).toMatchObject({ message: "invalid_value at title" })
})

test("what isn't an error, and texts without end, are cut", () => {
  expect(error("open /home/mina")).toEqual({ name: "string", message: "open <path>", stack: [] })
  expect(text("a ".repeat(9000)).length).toBeLessThan(600)
})
