import { expect, test } from "vitest"
import { addressProblem, foreignHost, hostOf } from "./endpoint.ts"

test.each([
  ["http://localhost:11434/v1", null],
  ["https://tags.example/v1", null],
  ["localhost:11434", "urlWrong"],
  ["ftp://tags.example", "urlWrong"],
  ["https://user:secret@tags.example", "urlWrong"],
  ["", "urlWrong"],
  [`https://tags.example/${"x".repeat(300)}`, "urlTooLong"],
])("%s: %s", (address, problem) => expect(addressProblem(address)).toBe(problem))

test.each(["http://localhost:1/v1", "http://127.0.0.1/v1", "http://[::1]:80/", "http://a.localhost/"])(
  "%s is this computer",
  address => expect(foreignHost(address)).toBeNull(),
)

test("a key belongs to a host with its port, whatever the path", () => {
  expect(hostOf("https://tags.example/v1")).toBe(hostOf("https://tags.example/v2"))
  expect(hostOf("https://tags.example:8443/v1")).toBe("tags.example:8443")
  expect(hostOf("tags")).toBeNull()
})

test("another computer is named, and whether the way there is open to others", () => {
  expect(foreignHost("https://tags.example/v1")).toEqual({ host: "tags.example", insecure: false })
  expect(foreignHost("http://192.168.0.7:8080/v1")).toEqual({ host: "192.168.0.7:8080", insecure: true })
  expect(foreignHost("http://127.0.0.1.evil.example/")).toMatchObject({ insecure: true })
})
