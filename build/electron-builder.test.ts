import { describe, expect, test } from "vitest"
import { configuration } from "./electron-builder.ts"

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

  test("is built for the systems that all native packages ship for", () => {
    expect(configuration.mac).toMatchObject({ target: [{ arch: ["arm64"] }] })
  })
})
