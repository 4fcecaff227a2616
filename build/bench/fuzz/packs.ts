/** What model packs, adapters and LoRAs are made of. */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { openAdapter } from "../../../native/models/adapter.ts"
import { readConfig } from "../../../native/models/config.ts"
import { preprocessorSchema } from "../../../native/models/image.ts"
import { imageEncoderConfigSchema } from "../../../native/models/image-encoder.ts"
import { readLora } from "../../../native/models/lora/lora-file.ts"
import { manifestSchema } from "../../../native/models/manifest.ts"
import { schedulerConfigSchema } from "../../../native/models/scheduler-config.ts"
import { textEncoderConfigSchema } from "../../../native/models/text-encoder.ts"
import { openTokenizer } from "../../../native/models/tokenizer.ts"
import { clipTokenizer } from "../../../native/models/tokenizer-files.ts"
import { planUnet, unetConfigSchema } from "../../../native/models/unet-config.ts"
import { vaeConfigSchema } from "../../../native/models/vae.ts"
import { openSafetensors, readRef } from "../../../native/weights/safetensors.ts"
import { asFile, type Parser, repeated, worstJson } from "./parser.ts"

const models = join(import.meta.dirname, "../../../native/models/fixtures/tiny")

const bytesOf = (...path: string[]) => readFile(join(models, ...path))

/** A safetensors file with this header, as long as the header says that it is. */
function tensorsUnder(header: string, length = 24): Buffer {
  const text = Buffer.from(header)
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(text.length))
  return Buffer.concat([size, text, Buffer.alloc(length)])
}

const header =
  '{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"F16","shape":[4],"data_offsets":[16,24]}}'
const worstHeaders: Parser["worst"] = {
  ...Object.fromEntries(
    Object.entries(worstJson).map(([name, make]) => [name, (size: number) => tensorsUnder(`${make(size)}`)]),
  ),
  metadata: size => tensorsUnder(`{"__metadata__":{"a":"${"\\\\".repeat(size / 2)}"}}`, 0),
  tensors: size =>
    tensorsUnder(
      `{${Array.from({ length: size / 50 }, (_, n) => `"t${n}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`).join(",")}}`,
      0,
    ),
  sizes: size =>
    tensorsUnder(`{"a":{"dtype":"U8","shape":[${repeated("1,", size)}1],"data_offsets":[0,1]}}`, 1),
}

export const words = ['"', "{", "}", "[", "]", ":", ",", "null", "-1", "1e9", "0.5", "true", '""', '"a"']

/** A config of a pack's network, and what is planned of it. */
const config = (
  dir: string,
  name: string,
  seed: Buffer,
  read: (path: string) => Promise<unknown>,
): Parser => ({
  name: `${name} of a pack`,
  seeds: [seed],
  words: [...words, ...(seed.toString().match(/"[a-z_]+"/g) ?? [])],
  share: 1,
  parse: asFile(dir, `${name}.json`, read),
  worst: worstJson,
})

/** @param dir a folder for the files that they read */
export async function packParsers(dir: string): Promise<Parser[]> {
  for (const name of ["adapter", "tokenizer", "clip"]) await mkdir(join(dir, name), { recursive: true })
  await cp(join(models, "tokenizer"), join(dir, "clip"), { recursive: true })
  for (const file of ["ip_adapter.safetensors", "interest.safetensors"])
    await writeFile(join(dir, "adapter", file), "")
  const vocabulary = await bytesOf("tokenizer", "vocab.json")
  const merges = await bytesOf("tokenizer", "merges.txt")
  return [
    {
      name: "LoRA",
      seeds: [await readFile(join(models, "../lora/mid.safetensors"))],
      words: [
        '"dtype":"F32"',
        '"shape":[',
        "lora_te_",
        ".alpha",
        ".lora_A.weight",
        ".hada_w1_a",
        "lora_adapter_metadata",
      ],
      share: 1,
      parse: asFile(dir, "lora.safetensors", readLora),
      worst: worstHeaders,
    },
    {
      name: "safetensors",
      seeds: [tensorsUnder(header), await bytesOf("interest", "model.safetensors")],
      words: [
        '"dtype":"F32"',
        '"shape":[',
        '"data_offsets":[',
        '"__metadata__":',
        "\\u0061",
        "9007199254740993",
      ],
      share: 4,
      parse: asFile(dir, "x.safetensors", async path => {
        for (const tensor of (await openSafetensors(path)).tensors.values()) await readRef(tensor)
      }),
      worst: worstHeaders,
    },
    {
      name: "tokenizer.json",
      seeds: [tokenizerJson(JSON.parse(vocabulary.toString()), merges.toString())],
      words: [
        ...words,
        '"vocab"',
        '"merges"',
        '"added_tokens"',
        '"Regex"',
        '"(a+)+$"',
        '"</w>"',
        '"id":-1',
        '"content"',
      ],
      share: 2,
      parse: async input => {
        await writeFile(join(dir, "tokenizer", "tokenizer.json"), input)
        return (await openTokenizer(join(dir, "tokenizer"))).encode("a red pan 中文 🎨")
      },
      worst: worstJson,
    },
    {
      name: "vocab.json and merges.txt",
      seeds: [vocabulary, merges],
      words: ["\n", " ", "</w>", '"a"', ":1", ":-1", ":1.5"],
      share: 1,
      parse: async input => {
        const isJson = input.toString("latin1", 0, 100).trimStart().startsWith("{")
        await writeFile(join(dir, "clip", "vocab.json"), isJson ? input : vocabulary)
        await writeFile(join(dir, "clip", "merges.txt"), isJson ? merges : input)
        return (await openTokenizer(join(dir, "clip"))).encode("a red pan")
      },
      worst: {
        ...worstJson,
        merges: size => repeated("a b\n", size),
        spaces: size => `a${" ".repeat(size)}b`,
      },
    },
    config(dir, "scheduler", await bytesOf("scheduler", "scheduler_config.json"), path =>
      readConfig(path, schedulerConfigSchema),
    ),
    config(dir, "unet", await bytesOf("unet", "config.json"), async path =>
      planUnet(await readConfig(path, unetConfigSchema)),
    ),
    config(dir, "vae", await bytesOf("vae", "config.json"), path => readConfig(path, vaeConfigSchema)),
    config(dir, "text encoder", await bytesOf("text_encoder", "config.json"), path =>
      readConfig(path, textEncoderConfigSchema),
    ),
    config(dir, "image encoder", await bytesOf("image_encoder", "config.json"), path =>
      readConfig(path, imageEncoderConfigSchema),
    ),
    config(dir, "preprocessor", await bytesOf("image_encoder", "preprocessor_config.json"), path =>
      readConfig(path, preprocessorSchema),
    ),
    config(dir, "pack.json", await bytesOf("pack.json"), path => readConfig(path, manifestSchema)),
    {
      name: "training.json of an adapter",
      seeds: [
        await readFile(join(import.meta.dirname, "../../../native/training/fixtures/adapter/training.json")),
      ],
      words,
      share: 1,
      parse: async input => {
        await writeFile(join(dir, "adapter", "training.json"), input)
        return openAdapter(join(dir, "adapter"))
      },
      worst: worstJson,
    },
  ]
}

/** The tokenizer.json that says the same as these two files. */
function tokenizerJson(vocab: Record<string, number>, merges: string): Buffer {
  const pairs = merges.split("\n").filter(line => line !== "" && !line.startsWith("#version"))
  return Buffer.from(JSON.stringify(clipTokenizer(vocab, pairs, "<|startoftext|>", "<|endoftext|>")))
}
