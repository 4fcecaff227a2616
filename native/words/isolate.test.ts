import { expect, test } from "vitest"
import { StudioError } from "../contract/errors.ts"
import { problemFrom } from "../contract/problem.ts"
import { outputTextsIn } from "./cli-texts.ts"
import { isolated } from "./isolate.ts"
import { speak } from "./speak.ts"

test("names from left to right stay as they are, others stand between isolates", () => {
  for (const name of ["Lena", "林娜", "Größe 4", "🙂", ""]) expect(isolated(name)).toBe(name)
  expect(isolated("נועה")).toBe("\u2068נועה\u2069")
  expect(isolated("قميص أزرق")).toBe("\u2068قميص أزرق\u2069")
  expect(isolated("abc\u202egnp.exe")).toBe("\u2068abc\u202egnp.exe\u2069")
})

test("a name neither closes an isolate around it nor leaves one open", () => {
  expect(isolated("a\u2069\u202eb")).toBe("\u2068a\u202eb\u2069")
  expect(isolated("a\u2067b")).toBe("\u2068a\u2067b\u2069\u2069")
  expect(isolated("\u2066a\u2069b\u2069\u2069c")).toBe("\u2068\u2066a\u2069bc\u2069")
})

test("sentences and texts of the command line isolate the names in them, and those in lists", () => {
  const said = speak("en").error(
    problemFrom(new StudioError("persona.name_taken", { name: "\u202eevil" })),
  ).message
  expect(said).toContain("\u2068\u202eevil\u2069")
  const near = ["נועה", "Lena"]
  const unknown = problemFrom(new StudioError("catalog.unknown_persona", { persona: "x", near }))
  expect(speak("en").error(unknown).next).toContain("\u2068נועה\u2069, Lena")
  expect(outputTextsIn("en")("import.workspace", { workspace: "/מסמכים" })).toBe(
    "The workspace is \u2068/מסמכים\u2069",
  )
})
