/** Words of enlarging pictures. */
export const upscale = {
  title: "Upscale",
  explain: "A larger picture is kept beside this one. What is protected comes from the item’s own picture.",
  needed:
    "This takes an upscaler, such as Real-ESRGAN. Add its file below, or get one for a downloaded pack.",
  upscaler: "Upscaler",
  ofPack: "The pack’s own",
  none: "None",
  file: "Add a file …",
  chooseFile: "Choose an upscaler",
  broughtIn: "The upscaler {name} is in the workspace",
  times: "Size",
  timesTo: "{factor, number}× ({width, number, ::group-off} × {height, number, ::group-off})",
  cancel: "Cancel",
  upscale: "Upscale",
  started: "The larger picture is being made",
}
