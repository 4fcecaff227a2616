import type { runtime as codes } from "../../contract/codes/runtime.ts"
import type { WordsOf } from "../words-of.ts"

export const runtime: WordsOf<typeof codes> = {
  runtime: {
    device_unavailable: {
      message: "None of the chosen devices can be used: {attempts}.",
      next: "Choose another device, or `auto`. `cpu` works everywhere.",
    },
    out_of_memory: {
      message: "There isn't enough memory on {device} to run {model}.",
      next: "Close other programs, choose a smaller picture size, or choose another device.",
    },
    bad_input: {
      message: "{model} can't take the input {input}: {problem}.",
      next: "Give every input the name, type and shape that the model declares.",
    },
    load_failed: {
      message: "{model} could not be loaded on {device}: {reason}.",
      next: "Check the model's files, or choose another device.",
    },
    run_failed: {
      message: "{model} failed on {device}: {reason}.",
      next: "Try another device. If the model fails on `cpu` too, its files are damaged.",
    },
    closed: { message: "The models have been closed: {reason}.", next: "Start again." },
    attempt: "{device} ({reason})",
    no_provider: "this build of ONNX Runtime has no provider for it",
    no_gpu: "this machine has no GPU",
    too_slow: "it is {ratio, number} times slower than the CPU of this machine",
    no_cuda: "CUDA 12 or cuDNN 9 is not installed",
    wrong_result: "it computes {found, number} where {right, number} is right",
    not_tried: "it was not tried",
    no_half: "it can’t compute in half precision: {reason}",
    wide_weights:
      "The network {network} computes in full precision, because it has weights that half precision can’t hold.",
    overflowed:
      "The network {network} went beyond what half precision can hold on {device}. It computed again in full precision, and will until the program is closed.",
    unknown_input: "the model has no such input; it has {inputs}",
    missing_input: "it is missing, and {wanted} is needed",
    unfit_input: "it is {found}, and {wanted} is needed",
    wrong_count: "{found} needs {needed, number} elements and has {count, number}",
    was_closed: "the runtime was closed",
    thread_ended: "the compute thread has ended",
  },
}
