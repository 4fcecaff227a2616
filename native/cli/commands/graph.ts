/** `iamg graph run`: runs one component of a pack on tensors from a file, for anyone who wants to check us. */
import { resolve } from "node:path"
import type { Command } from "commander"
import type { Device, PrecisionChoice } from "../../contract/settings.ts"
import type { Shape } from "../../contract/tensor.ts"
import { type ComponentName, componentNames, runComponent } from "../../models/components.ts"
import { openPack } from "../../models/pack.ts"
import { createRuntime } from "../../runtime/runtime.ts"
import { openSafetensors, readTensors } from "../../weights/safetensors.ts"
import { writeSafetensors } from "../../weights/write-safetensors.ts"
import { choiceArgument, deviceOption, precisionOption } from "../options.ts"
import { cacheDir } from "../places.ts"
import { run } from "../run.ts"
import { columns } from "../text.ts"
import { help, text } from "../voice.ts"

interface Options {
  in: string
  out: string
  device: Device | "auto"
  precision: PrecisionChoice
}

interface GraphRun {
  component: ComponentName
  device: Device
  seconds: number
  outputs: Record<string, Shape>
  out: string
}

export function addGraph(program: Command): void {
  program
    .command("graph")
    .description(help("graph.about"))
    .command("run")
    .description(help("graph.run"))
    .argument("<pack>", help("graph.pack"))
    .addArgument(choiceArgument("<component>", help("graph.component"), componentNames))
    .requiredOption("--in <file>", help("graph.in"))
    .requiredOption("--out <file>", help("graph.out"))
    .addOption(deviceOption())
    .addOption(precisionOption())
    .action(
      run(
        (_context, pack: string, component: ComponentName, options: Options) =>
          runGraph(pack, component, options),
        describe,
      ),
    )
}

async function runGraph(packDir: string, component: ComponentName, options: Options): Promise<GraphRun> {
  const pack = await openPack(packDir)
  const inputs = await readTensors(await openSafetensors(options.in))
  const runtime = await createRuntime({
    devices: options.device === "auto" ? "auto" : [options.device],
    precision: options.precision,
    cacheDir: cacheDir(),
  })
  try {
    const start = performance.now()
    const outputs = await runComponent(pack, component, inputs, runtime)
    const seconds = (performance.now() - start) / 1000
    const out = resolve(options.out)
    await writeSafetensors(out, outputs)
    const shapes = Object.fromEntries(Object.entries(outputs).map(([name, { shape }]) => [name, shape]))
    return { component, device: runtime.device, seconds, outputs: shapes, out }
  } finally {
    await runtime.close()
  }
}

const describe = ({ component, device, seconds, outputs, out }: GraphRun): string =>
  [
    text("graph.ran", { component, device, seconds: text("common.seconds", { seconds }) }),
    columns(Object.entries(outputs).map(([name, shape]) => [`  ${name}`, `[${shape.join(", ")}]`])),
    text("graph.written", { file: out }),
  ].join("\n")
