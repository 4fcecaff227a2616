/** Runs a loss that was cut into stages: forward, keeping what crosses the cuts, then back from the last stage. */
import type { FloatTensor, Tensor } from "../contract/tensor.ts"
import { type Graph, gradientName, lossName, type Stage } from "../graph/index.ts"
import type { LoadedModel, Runtime } from "../runtime/runtime.ts"

type Tensors = Readonly<Record<string, Tensor>>

export interface LossAndGradients {
  loss: number
  /** By the parameter's name. */
  gradients: Record<string, FloatTensor>
}

export class StagedLoss {
  readonly #runtime: Runtime
  readonly #key: string
  readonly #stages: readonly Stage[]

  /** `key` names the graph that was cut: no other graph on this runtime has it. */
  constructor(runtime: Runtime, key: string, stages: readonly Stage[]) {
    this.#runtime = runtime
    this.#key = key
    this.#stages = stages
  }

  /** The loss alone, for these inputs and parameters. */
  async loss(inputs: Tensors): Promise<number> {
    const values = new Map(Object.entries(inputs))
    for (const { forward } of this.#stages) await this.#run(forward, values)
    return values.get(lossName)!.data[0] as number
  }

  /** The loss and its gradient for every parameter, which are among the inputs. */
  async gradients(inputs: Tensors): Promise<LossAndGradients> {
    const values = new Map(Object.entries(inputs))
    for (const { forward } of this.#stages.slice(0, -1)) await this.#run(forward, values)
    for (const { forward, backward } of this.#stages.toReversed()) {
      for (const { name } of forward.outputs) values.delete(name)
      await this.#run(backward, values)
      for (const { name } of forward.outputs) values.delete(gradientName(name))
    }
    const gradients = Object.keys(inputs).flatMap(name => {
      const gradient = values.get(gradientName(name))
      return gradient ? [[name, gradient as FloatTensor] as const] : []
    })
    return { loss: values.get(lossName)!.data[0] as number, gradients: Object.fromEntries(gradients) }
  }

  /** Adds the graph's outputs to `values`; gradients of one value from several stages add up. */
  async #run(graph: Graph, values: Map<string, Tensor>): Promise<void> {
    if (graph.outputs.length === 0) return // nothing before here is trained
    const model = await this.#load(graph)
    const fed = Object.fromEntries(model.inputs.map(({ name }) => [name, values.get(name)!]))
    for (const [name, result] of Object.entries(await model.run(fed))) {
      const before = values.get(name)
      if (before) addTo(before as FloatTensor, result as FloatTensor)
      else values.set(name, result)
    }
  }

  #load(graph: Graph): Promise<LoadedModel> {
    return this.#runtime.load(`${graph.name} of ${this.#key}`, () => graph)
  }
}

function addTo({ data: sum }: FloatTensor, { data }: FloatTensor): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += data[i]!
}
