import { readFileSync } from "node:fs"
import { describe, expect, test } from "vitest"
import { configurationOf } from "./electron-builder.ts"
import { unsigned } from "./release.ts"

const configuration = configurationOf(unsigned)
const targetsOf = (system: { target?: unknown } | null | undefined) =>
  system?.target as { target: string; arch: string[] }[]

test("Electron's security checklist, item 19: fuses leave no way into the program but its own archive", () => {
  expect(configuration.electronFuses).toEqual({
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    loadBrowserProcessSpecificV8Snapshot: false,
    grantFileProtocolExtraPrivileges: false,
  })
})

describe("what is packed", () => {
  const files = configuration.files as string[]

  test("leaves out packages that are bundled, and keeps those with native code and what they need", () => {
    for (const name of ["zod", "commander", "tsx", "esbuild", "@orpc/server"])
      expect(files).toContain(`!node_modules/${name}/**`)
    for (const name of [
      "onnxruntime-node",
      "onnxruntime-common",
      "libsql",
      "sharp",
      "@lancedb/lancedb",
      "apache-arrow",
      "flatbuffers",
    ])
      expect(files).not.toContain(`!node_modules/${name}/**`)
  })

  test("is built for the systems that all native packages ship for, and for this machine's processor", () => {
    const { mac, win, linux } = configuration
    expect(targetsOf(mac).flatMap(({ arch }) => arch)).toEqual(["arm64", "arm64"])
    // npm has installed this machine's native code alone.
    for (const { arch } of [...targetsOf(win), ...targetsOf(linux)]) expect(arch).toEqual([process.arch])
  })
})

describe("a release", () => {
  const updates = { url: "https://example.com/studio/", key: "" }
  const release = configurationOf({ signed: true, updates })

  test("is signed or fails; a build for oneself asks for no certificate", () => {
    expect(release.forceCodeSigning).toBe(process.platform !== "linux")
    expect(configuration.forceCodeSigning).toBe(false)
  })

  test("is hardened and notarised on macOS, where it may compile code and load only libraries of its own signature", () => {
    expect(release.mac).toMatchObject({ hardenedRuntime: true, notarize: true })
    expect(configuration.mac).toMatchObject({ hardenedRuntime: false, notarize: false })
    for (const file of [release.mac?.entitlements, release.mac?.entitlementsInherit])
      expect(readFileSync(file!, "utf8").match(/<key>.*<\/key>/g)).toEqual([
        "<key>com.apple.security.cs.allow-jit</key>",
      ])
  })

  test("comes with a list for those who have an earlier one, and is uploaded by nobody", () => {
    const url = `https://example.com/studio/${process.platform}-${process.arch}/`
    expect(release.publish).toEqual({ provider: "generic", url })
    expect(configuration.publish).toBeNull()
    // Updates on macOS are installed from a zip.
    expect(targetsOf(release.mac).map(({ target }) => target)).toEqual(["dmg", "zip"])
  })
})
