/** Options that several commands take. */
import { resolve } from "node:path"
import { type Command, InvalidArgumentError, Option } from "commander"
import { type Device, devices } from "../contract/settings.ts"
import { starterPack } from "./places.ts"
import type { VerboseOptions } from "./verbose.ts"

export const withWorkspace = (command: Command): Command =>
  command.requiredOption("-w, --workspace <dir>", "folder of the workspace")

export interface WorkspaceOptions {
  workspace: string
}

export interface ModelOptions extends VerboseOptions {
  pack?: string | undefined
  adapter?: string | undefined
  device: Device | "auto"
}

/** --pack, --device and, where images are made, --adapter. */
export const withModel = (command: Command): Command =>
  command
    .option("--pack <dir>", "model pack (default: the starter pack that ships with the program)")
    .addOption(deviceOption())

export const deviceOption = (): Option =>
  new Option("--device <name>", "where models run").choices(["auto", ...devices]).default("auto")

export const packDirOf = ({ pack }: Pick<ModelOptions, "pack">): string =>
  pack ? resolve(pack) : starterPack

/** Collects a repeatable option. */
export const repeated = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value]

/** A whole number that isn't negative. */
export function readCount(raw: string): number {
  if (!/^\d{1,9}$/.test(raw)) throw new InvalidArgumentError("It must be a whole number.")
  return Number(raw)
}
