import { generateKeyPairSync } from "node:crypto"
import { describe, expect, test } from "vitest"
import { releaseFrom } from "./release.ts"

const publicKey = (type: "ed25519" | "ed448") =>
  (type === "ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ed448")).publicKey
    .export({ format: "der", type: "spki" })
    .toString("base64")
const key = publicKey("ed25519")
const updates = { IAMG_UPDATE_URL: "https://example.com/studio/", IAMG_UPDATE_KEY: key }
const signing = { CSC_LINK: "certificate.p12", APPLE_KEYCHAIN_PROFILE: "studio" }

describe("what is packed", () => {
  test("is a build for oneself where the environment says nothing", () => {
    for (const platform of ["linux", "win32", "darwin"] as const)
      expect(releaseFrom({}, platform)).toEqual({ signed: false, updates: null })
  })

  test("is a release with an address for updates, or on demand", () => {
    const source = { url: "https://example.com/studio/", key }
    expect(releaseFrom(updates, "linux")).toEqual({ signed: true, updates: source })
    expect(releaseFrom({ ...updates, ...signing }, "darwin")).toEqual({ signed: true, updates: source })
    expect(releaseFrom({ IAMG_RELEASE: "1", WIN_CSC_LINK: "c.pfx" }, "win32")).toEqual({
      signed: true,
      updates: null,
    })
  })

  test("is refused as a release where a certificate or notarisation is missing", () => {
    const released = { IAMG_RELEASE: "1" }
    expect(() => releaseFrom(released, "win32")).toThrow("needs WIN_CSC_LINK, or CSC_LINK")
    expect(() => releaseFrom(updates, "win32")).toThrow("needs WIN_CSC_LINK, or CSC_LINK")
    expect(() => releaseFrom(released, "darwin")).toThrow(/CSC_LINK, or CSC_NAME.*APPLE_API_KEY and/)
    expect(() => releaseFrom({ ...released, CSC_NAME: "a" }, "darwin")).toThrow(/APPLE_API_KEY and/)
    // A part of a way is none.
    const part = { ...released, CSC_NAME: "a", APPLE_ID: "a@example.com", APPLE_TEAM_ID: "T" }
    expect(() => releaseFrom(part, "darwin")).toThrow("APPLE_APP_SPECIFIC_PASSWORD")
    expect(() => releaseFrom({ ...released, CSC_NAME: "" }, "darwin")).toThrow("CSC_NAME")
  })

  test.each([
    "http://example.com/studio/",
    "https://example.com/studio",
    "https://user:word@example.com/studio/",
    "https://example.com/studio/?channel=a/",
    "https://example.com/studio/#/",
    "ftp://example.com/",
    "example.com/",
    "",
  ])("takes no updates from %j", url => {
    expect(() => releaseFrom({ ...updates, IAMG_UPDATE_URL: url }, "linux")).toThrow("IAMG_UPDATE_URL")
  })

  test("takes no updates without a key, or with one of another kind", () => {
    expect(() => releaseFrom({ IAMG_UPDATE_URL: updates.IAMG_UPDATE_URL }, "linux")).toThrow(
      "IAMG_UPDATE_KEY must be an Ed25519 public key",
    )
    expect(() => releaseFrom({ IAMG_UPDATE_KEY: key }, "linux")).toThrow("IAMG_UPDATE_URL")
    for (const wrong of [publicKey("ed448"), "AAAA", "", key.slice(8)])
      expect(() => releaseFrom({ ...updates, IAMG_UPDATE_KEY: wrong }, "linux")).toThrow("IAMG_UPDATE_KEY")
  })
})
