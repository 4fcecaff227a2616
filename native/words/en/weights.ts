import type { weights as codes } from "../../contract/codes/weights.ts"
import type { WordsOf } from "../words-of.ts"

export const weights: WordsOf<typeof codes> = {
  graph: {
    shape: {
      message: "The operator {operator} can't take tensors of the shapes {shapes}.",
      next: "The model's config.json and its weights probably belong to different models. Check the pack.",
    },
  },
  weights: {
    unreadable: {
      message: "The weights file {file} can't be used: {problem}.",
      next: "Copy or download the file again. If the message stays, the file is not a safetensors file that this program can read.",
    },
    repeated_tensor: {
      message: "Two tensors are called {name} in {files}.",
      next: "Keep only one of the files that hold it.",
    },
    different_drives: {
      message: "The weights of one model are on different drives: {files}.",
      next: "Move the pack, its adapter and the workspace to the same drive.",
    },
    not_written: {
      message: "The weights file {file} could not be written: {problem}.",
      next: "Make room on that drive, or check that you may write there. Then try again.",
    },
    too_short: "it has {size, number} bytes, too few for a safetensors file",
    long_header: "its header claims {size, number} bytes; at most {most, number} are allowed",
    cut_off: "it is cut off: {needed, number} bytes are needed, and it has {size, number}",
    header_no_json: "its header is not JSON",
    header_no_object: "its header is not a JSON object",
    repeated_name: "its header names {name} twice",
    bad_metadata: "its metadata is not a list of texts",
    entry_no_object: "the entry of {name} is not an object",
    unknown_type: "{name} has the type {dtype}, which is not supported",
    bad_shape: "{name} has no valid shape",
    bad_offsets: "{name} has no valid data_offsets",
    wrong_length: "{name} {dtype}{shape} needs {needed, number} bytes and has {found, number}",
    overlap: "the bytes of {name} overlap those of another tensor",
    gap: "{size, number} bytes before {name} belong to no tensor",
    trailing: "{size, number} bytes at its end belong to no tensor",
    no_tensor: "it has no tensor named {name}",
    large_tensor: "a tensor of {size, number} bytes is too large to read",
  },
}
