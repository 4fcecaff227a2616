import { expect, test } from "vitest"
import { hostNamed, webAddress } from "./address.ts"

test("only http and https are addresses of the web, and no password goes along", () => {
  expect(webAddress("https://user:secret@Cdn.Example.com/a b.png?v=1#top")?.href).toBe(
    "https://cdn.example.com/a%20b.png?v=1",
  )
  expect(webAddress("//cdn.example.com/a.png")?.href).toBe("https://cdn.example.com/a.png")
  for (const other of [
    "a.png",
    "ftp://a.example/a.png",
    "file:///etc/passwd",
    "data:image/png;base64,AA",
    "http://",
  ])
    expect(webAddress(other)).toBeUndefined()
})

test("consent names a host, by its name, its address on the web, or in letters of any script", () => {
  expect(hostNamed(" CDN.Example.com ")).toBe("cdn.example.com")
  expect(hostNamed("cdn.example.com:8443")).toBe("cdn.example.com:8443")
  expect(hostNamed("https://cdn.example.com/pictures/a.png")).toBe("cdn.example.com")
  expect(hostNamed("bücher.example")).toBe("xn--bcher-kva.example")
  for (const none of ["", "a b", "cdn.example.com/x", "*", "file:///etc"])
    expect(hostNamed(none)).toBeUndefined()
})
