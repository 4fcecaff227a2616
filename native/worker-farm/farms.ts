/**
 * Farms by name: a file of the user's data, for all workspaces. Their secrets are in the environment, else in the system's
 * keychain, and nowhere else.
 */
import { z } from "zod"
import { parsedJson } from "../base/json.ts"
import { keychainKey, storeInKeychain } from "../base/keychain.ts"
import { readBounded } from "../base/read-bounded.ts"
import { replaceFile } from "../base/replace-file.ts"
import { note } from "../contract/codes/index.ts"
import { reasonOf, StudioError } from "../contract/errors.ts"
import {
  type Farm,
  type FarmSecrets,
  type FarmView,
  farmSchema,
  farmSecretsSchema,
  mostFarms,
} from "../contract/farm.ts"
import { FarmKey } from "./farm-key.ts"
import { checkTag, openQueueServer, type QueueServer } from "./queue.ts"
import { checkEndpoint } from "./store/endpoint.ts"
import { openStore, type Store } from "./store/store.ts"

const fileSchema = z.strictObject({ version: z.literal(1), farms: z.array(farmSchema).max(mostFarms) })
const maxFileBytes = 256 * 1024

export class FarmList {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  /** @throws StudioError farm.bad_list */
  async all(): Promise<Farm[]> {
    const bytes = await readBounded(this.#file, maxFileBytes).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code === "ENOENT") return null
      throw cause
    })
    if (bytes === null) return []
    const found = typeof bytes === "string" ? undefined : parsedJson(bytes.toString(), fileSchema)
    if (!found) throw new StudioError("farm.bad_list", { file: this.#file })
    return found.farms
  }

  /** @throws StudioError farm.unknown, farm.bad_list */
  async find(name: string): Promise<Farm> {
    const farms = await this.all()
    const farm = farms.find(one => one.name === name)
    if (!farm) throw new StudioError("farm.unknown", { farm: name, known: farms.map(one => one.name) })
    return farm
  }

  /**
   * Keeps a farm in place of the one called `before`, and what is given of its secrets.
   *
   * @throws StudioError farm.bad_address, farm.bad_list, farm.name_taken, farm.too_many, endpoint.no_keychain
   */
  async save(farm: Farm, before: string | null, secrets: FarmSecrets): Promise<void> {
    checkFarm(farm)
    const farms = await this.all()
    if (before !== null && !farms.some(({ name }) => name === before)) await this.find(before)
    const others = farms.filter(({ name }) => name !== before)
    if (others.some(({ name }) => name === farm.name))
      throw new StudioError("farm.name_taken", { farm: farm.name })
    if (others.length >= mostFarms) throw new StudioError("farm.too_many", { most: mostFarms })
    const kept = { ...(before === null ? {} : await keptSecrets(before)), ...secrets }
    if (Object.keys(secrets).length > 0 || (before !== null && before !== farm.name && hasAny(kept)))
      await keepSecrets(farm.name, kept)
    await this.#write([...others, farm].sort((one, other) => (one.name < other.name ? -1 : 1)))
    if (before !== null && before !== farm.name) await keepSecrets(before, {}).catch(() => undefined)
  }

  /** @throws StudioError farm.unknown, farm.bad_list */
  async remove(name: string): Promise<void> {
    await this.find(name)
    await this.#write((await this.all()).filter(one => one.name !== name))
    // Without a keychain there is nothing to forget.
    await keepSecrets(name, {}).catch(() => undefined)
  }

  async views(): Promise<FarmView[]> {
    return Promise.all(
      (await this.all()).map(async farm => {
        const known = await secretsOf(farm.name)
        return {
          ...farm,
          keySet: Boolean(known.key),
          passwordSet: Boolean(known.password),
          storeKeysSet: Boolean(known.accessKey && known.secretKey),
        }
      }),
    )
  }

  async #write(farms: readonly Farm[]): Promise<void> {
    await replaceFile(this.#file, `${JSON.stringify({ version: 1, farms }, null, 2)}\n`).catch(cause => {
      throw new StudioError("farm.list_unwritable", { reason: reasonOf(cause) }, { cause })
    })
  }
}

export interface OpenFarm {
  server: QueueServer
  store: Store
  key: FarmKey
  close(): Promise<void>
}

/** @throws StudioError farm.no_key, farm.bad_address, farm.queue_*, farm.store_failed */
export async function openFarm(
  farm: Pick<Farm, "queue" | "store">,
  environment: NodeJS.ProcessEnv,
): Promise<OpenFarm> {
  const key = new FarmKey(environment.IAMG_FARM_KEY)
  const server = await openQueueServer(farm.queue, environment)
  try {
    const store = await openStore(farm.store, environment)
    const close = async () => {
      store.close()
      await server.close()
    }
    return { server, store, key, close }
  } catch (error) {
    await server.close()
    throw error
  }
}

/** The environment with what is known of a farm: variables that are set come before its keychain. */
export async function environmentOf(farm: Farm): Promise<NodeJS.ProcessEnv> {
  const { key, password, accessKey, secretKey } = await secretsOf(farm.name)
  return {
    ...process.env,
    IAMG_FARM_KEY: key,
    IAMG_FARM_PASSWORD: password,
    ...(farm.endpoint && { AWS_ENDPOINT_URL_S3: farm.endpoint }),
    ...(farm.region && { AWS_REGION: farm.region }),
    ...(accessKey && secretKey && { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey }),
  }
}

/** Puts a small file into the store, reads it and removes it. @throws StudioError farm.store_failed */
export async function tryStore(store: Store): Promise<void> {
  const key = `test/${crypto.randomUUID()}`
  const content = Buffer.from("I-AM-G Studio tries this store.")
  await store.put(key, content)
  const found = await store.get(key, content.length)
  await store.remove([key])
  if (found === null || !content.equals(found))
    throw new StudioError("farm.store_failed", { reason: note("farm.store_forgets", {}) })
}

function checkFarm({ queue, endpoint, tag }: Farm): void {
  const problem =
    !/^rediss?:\/\/[^\s]+$/.test(queue) || !URL.canParse(queue) ? note("farm.queue_form", {}) : null
  if (problem) throw new StudioError("farm.bad_address", { problem })
  if (new URL(queue).password !== "")
    throw new StudioError("farm.bad_address", { problem: note("farm.password_in_address", {}) })
  if (endpoint !== "") checkEndpoint(endpoint)
  if (tag !== "") checkTag(tag)
}

const accountOf = (farm: string): string => `farm/${farm}`

async function keptSecrets(farm: string): Promise<FarmSecrets> {
  return parsedJson((await keychainKey(accountOf(farm))) ?? "", farmSecretsSchema) ?? {}
}

async function secretsOf(farm: string): Promise<FarmSecrets> {
  const kept = await keptSecrets(farm)
  const { IAMG_FARM_KEY, IAMG_FARM_PASSWORD, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = process.env
  const isOfEnvironment = Boolean(AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY)
  return {
    key: IAMG_FARM_KEY || kept.key,
    password: IAMG_FARM_PASSWORD || kept.password,
    accessKey: isOfEnvironment ? AWS_ACCESS_KEY_ID : kept.accessKey,
    secretKey: isOfEnvironment ? AWS_SECRET_ACCESS_KEY : kept.secretKey,
  }
}

const hasAny = (secrets: FarmSecrets): boolean => Object.values(secrets).some(Boolean)

async function keepSecrets(farm: string, secrets: FarmSecrets): Promise<void> {
  if (secrets.key) new FarmKey(secrets.key)
  const kept = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value))
  const text = Object.keys(kept).length > 0 ? JSON.stringify(kept) : ""
  await storeInKeychain(accountOf(farm), text).catch(cause => {
    const reason = reasonOf(cause)
    throw new StudioError("endpoint.no_keychain", { reason, variable: "IAMG_FARM_KEY" }, { cause })
  })
}
