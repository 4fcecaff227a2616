import { expect, test } from "vitest"
import { note } from "../../contract/codes/index.ts"
import { panicReason } from "./panic.ts"

const panic = (where: string, what: string) => [
  "something before",
  `thread '<unnamed>' panicked at /cargo/registry/src/index.crates.io-6f17d22bba15001f/${where}:`,
  what,
  "stack backtrace:",
  "   0: _rust_begin_unwind",
]

test("text of a database that is no UTF-8 is told from other panics, and both from an end without one", () => {
  const utf8 =
    "called `Result::unwrap()` on an `Err` value: Utf8Error { valid_up_to: 10, error_len: Some(1) }"
  expect(panicReason(panic("libsql-0.9.30/src/value.rs:237:40", utf8))).toEqual(
    note("engine.unreadable_text", {}),
  )
  expect(panicReason(panic("lance-0.31.0/src/io.rs:1:1", utf8))).toEqual(note("engine.panicked", {}))
  expect(panicReason(["terminate called after throwing an instance of 'std::bad_alloc'"])).toBeUndefined()
})
