/**
 * `npm run dist:sign -- FOLDER`: signs the lists of updates in a folder of packages that `npm run dist` made, after it has
 * compared every file that they name. The folder's name says which system it is for, e.g. dist/packages/linux-x64.
 * IAMG_UPDATE_SIGNING_KEY names the file of the private key, which nothing else needs.
 */
import { createHash, createPrivateKey, createPublicKey } from "node:crypto"
import { createReadStream, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { basename, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseList, signList } from "../electron/updates/list.ts"

/** Signs what lies in `dir`; `publicKey` is the one that the program was packed with. Returns the names of the lists. */
export async function signUpdates(dir: string, privateKey: string, publicKey: string): Promise<string[]> {
  const key = createPrivateKey(privateKey)
  const own = createPublicKey(key).export({ format: "der", type: "spki" }).toString("base64")
  if (key.asymmetricKeyType !== "ed25519" || own !== publicKey)
    throw new Error("The private key doesn't belong to IAMG_UPDATE_KEY: no program would take these updates.")
  const lists = readdirSync(dir).filter(name => /^latest.*\.yml$/.test(name))
  if (lists.length === 0)
    throw new Error(`${dir} holds no list of updates. Was it packed with IAMG_UPDATE_URL?`)
  for (const name of lists) {
    const bytes = readFileSync(join(dir, name))
    for (const { url, size, sha512 } of parseList(bytes.toString("utf8"), name).files) {
      const file = join(dir, url)
      if (statSync(file).size !== size || (await sha512Of(file)) !== sha512)
        throw new Error(`${file} is not the file that ${name} names.`)
    }
    writeFileSync(join(dir, `${name}.sig`), `${signList(basename(dir), bytes, key)}\n`)
  }
  return lists
}

async function sha512Of(file: string): Promise<string> {
  const hash = createHash("sha512")
  for await (const bytes of createReadStream(file)) hash.update(bytes)
  return hash.digest("base64")
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [dir] = process.argv.slice(2)
  const { IAMG_UPDATE_SIGNING_KEY: keyFile, IAMG_UPDATE_KEY: publicKey } = process.env
  if (!dir || !keyFile || !publicKey)
    throw new Error("npm run dist:sign -- FOLDER, with IAMG_UPDATE_SIGNING_KEY and IAMG_UPDATE_KEY")
  const signed = await signUpdates(resolve(dir), readFileSync(keyFile, "utf8"), publicKey)
  for (const name of signed) process.stdout.write(`${name} is signed.\n`)
}
