/** What a repeatable flag names: by names of its own, or by those in a file, `@file`. */
import { readFile } from "node:fs/promises"
import { note } from "../contract/codes/index.ts"
import { isStudioError, reasonOf } from "../contract/errors.ts"
import { UsageProblem } from "./usage-problem.ts"

export interface GivenName {
  name: string
  /**
   * The names in it, should nothing be called by the whole: a name may hold a comma itself, and earlier versions took
   * lists alone. A line of a file is one name.
   */
  parts: readonly string[]
}

/** Names, or those of @file, one a line. @throws UsageProblem cli.names_none, cli.names_unread */
export async function readNames(flag: string, values: readonly string[]): Promise<GivenName[]> {
  const names = (await Promise.all(values.map(value => namesIn(flag, value)))).flat()
  if (names.length === 0) throw new UsageProblem(note("cli.names_none", { flag }))
  return names
}

async function namesIn(flag: string, value: string): Promise<GivenName[]> {
  if (!value.startsWith("@")) {
    const name = value.trim()
    const parts = trimmed(value.split(","))
    return name === "" ? [] : [{ name, parts }]
  }
  const file = value.slice(1)
  const list = await readFile(file, "utf8").catch(error => {
    throw new UsageProblem(note("cli.names_unread", { flag, file, reason: reasonOf(error) }))
  })
  return trimmed(list.split(/\r?\n/)).map(name => ({ name, parts: [name] }))
}

const trimmed = (names: readonly string[]): string[] =>
  names.map(name => name.trim()).filter(name => name !== "")

/**
 * What the names are called by, each thing once.
 *
 * @param find throws catalog.unknown_item or catalog.unknown_persona where nothing is called so
 */
export async function findNamed<Found extends { id: string }>(
  flag: string,
  names: readonly GivenName[],
  find: (name: string) => Promise<Found>,
): Promise<Found[]> {
  const found = new Map<string, Found>()
  for (const { name, parts } of names) {
    const whole = parts[0] === name ? null : await findOrNull(find, name)
    for (const one of whole ? [whole] : await findAll(find, parts)) found.set(one.id, one)
  }
  if (found.size === 0) throw new UsageProblem(note("cli.names_none", { flag }))
  return [...found.values()]
}

async function findAll<Found>(
  find: (name: string) => Promise<Found>,
  names: readonly string[],
): Promise<Found[]> {
  const found: Found[] = []
  for (const name of names) found.push(await find(name))
  return found
}

async function findOrNull<Found>(
  find: (name: string) => Promise<Found>,
  name: string,
): Promise<Found | null> {
  try {
    return await find(name)
  } catch (error) {
    if (isStudioError(error, "catalog.unknown_item") || isStudioError(error, "catalog.unknown_persona"))
      return null
    throw error
  }
}
