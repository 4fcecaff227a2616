/**
 * A store in a bucket, by the AWS SDK: of Amazon, or of any server that speaks S3. Keys, region and another server's
 * address come from the environment that is given (AWS_ACCESS_KEY_ID, AWS_REGION, AWS_ENDPOINT_URL_S3, …), else from
 * where the SDK looks for them.
 */
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3"
import { note } from "../../contract/codes/index.ts"
import { reasonOf, StudioError } from "../../contract/errors.ts"
import { idOfStore, s3Place } from "./endpoint.ts"
import type { Store, Stored } from "./store.ts"

/** Most keys that a server removes at once. */
const removedAtOnce = 1000

/** @throws StudioError farm.bad_address, farm.store_failed */
export async function openS3Store(address: string, environment: NodeJS.ProcessEnv): Promise<Store> {
  const { bucket: Bucket, prefix, endpoint } = s3Place(address, environment)
  const { AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment
  const region = AWS_REGION ?? (endpoint === undefined ? undefined : "us-east-1")
  const client = new S3Client({
    maxAttempts: 4,
    ...(endpoint !== undefined && { endpoint }),
    ...(region !== undefined && { region }),
    ...(AWS_ACCESS_KEY_ID &&
      AWS_SECRET_ACCESS_KEY && {
        credentials: {
          accessKeyId: AWS_ACCESS_KEY_ID,
          secretAccessKey: AWS_SECRET_ACCESS_KEY,
          ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
        },
      }),
    // Servers at an address of their own have no host name for each bucket.
    forcePathStyle: endpoint !== undefined,
    requestHandler: { connectionTimeout: 5000, requestTimeout: 60_000 },
  })
  const store: Store = {
    id: idOfStore(address, environment),
    begin: async (key, most) => {
      const Range = `bytes=0-${most - 1}`
      const found = await client
        .send(new GetObjectCommand({ Bucket, Key: prefix + key, Range }))
        .catch(absent(null))
      if (found === null) return null
      const { ContentRange = "", ContentLength = 0, Body } = found
      if (ContentLength > most) {
        ;(Body as { destroy?: () => void } | undefined)?.destroy?.()
        throw new StudioError("farm.too_large", { most })
      }
      const total = Number(/\/(\d+)$/.exec(ContentRange)?.[1] ?? ContentLength)
      return { bytes: await Body!.transformToByteArray().catch(failed), total }
    },
    get: async (key, most) => {
      const found = await client.send(new GetObjectCommand({ Bucket, Key: prefix + key })).catch(absent(null))
      if (found === null) return null
      const { ContentLength, Body } = found
      if (ContentLength === undefined || ContentLength > most) {
        ;(Body as { destroy?: () => void } | undefined)?.destroy?.()
        throw new StudioError("farm.too_large", { most })
      }
      return Body!.transformToByteArray().catch(failed)
    },
    has: key =>
      client.send(new HeadObjectCommand({ Bucket, Key: prefix + key })).then(() => true, absent(false)),
    put: async (key, bytes) => {
      await client.send(new PutObjectCommand({ Bucket, Key: prefix + key, Body: bytes })).catch(failed)
    },
    list: below => listed(client, Bucket, prefix, below),
    remove: async keys => {
      for (let start = 0; start < keys.length; start += removedAtOnce) {
        const Objects = keys.slice(start, start + removedAtOnce).map(key => ({ Key: prefix + key }))
        const { Errors = [] } = await client
          .send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }))
          .catch(failed)
        if (Errors.length > 0) failed(new Error(Errors[0]!.Message ?? Errors[0]!.Code))
      }
    },
    close: () => client.destroy(),
  }
  await client.send(new HeadBucketCommand({ Bucket })).catch(failed)
  return store
}

async function* listed(
  client: S3Client,
  Bucket: string,
  prefix: string,
  below: string,
): AsyncIterable<Stored> {
  let ContinuationToken: string | undefined
  do {
    const page = await client
      .send(new ListObjectsV2Command({ Bucket, Prefix: `${prefix}${below}/`, ContinuationToken }))
      .catch(failed)
    for (const { Key, Size = 0, LastModified } of page.Contents ?? [])
      if (Key) yield { key: Key.slice(prefix.length), bytes: Size, modified: LastModified?.getTime() ?? 0 }
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken)
}

function failed(cause: unknown): never {
  if (cause instanceof StudioError) throw cause
  throw new StudioError("farm.store_failed", { reason: reasonOfS3(cause) }, { cause })
}

/** The SDK says "UnknownError" of an answer without a body: the status then says more. */
function reasonOfS3(cause: unknown) {
  if (!(cause instanceof S3ServiceException)) return reasonOf(cause)
  const { name, message, $metadata } = cause
  const said = message && message !== "UnknownError" ? message : ""
  return note("program.quoted", { text: [name, $metadata.httpStatusCode, said].filter(Boolean).join(" ") })
}

/** For `catch`: the value for what isn't there; any other failure is the store's. */
const absent =
  <Value>(value: Value) =>
  (cause: unknown): Value => {
    const status = cause instanceof S3ServiceException ? cause.$metadata.httpStatusCode : undefined
    // The other one: an object without bytes has no first ones.
    if (status === 404 || status === 416) return value
    return failed(cause)
  }
