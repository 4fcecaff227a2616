/**
 * The weights of LPIPS: the lpips package's state dict, or torchvision's features beside the package's heads. The package
 * takes torchvision's layers in slices and keeps their numbers: net.slice2.3.weight is features.3.weight.
 */
import type { KeyMap } from "../checkpoint.ts"
import { tableKeyMap } from "./rules.ts"

export const lpipsKeyMap: KeyMap = tableKeyMap(
  [[/^net\.slice\d\.(?=\d)/, "features."]],
  // lins.N is the package's second name of linN, scaling_layer holds constants, and no picture is classified.
  [/^lins\./, /^scaling_layer\./, /^classifier\./],
)
