/** Help of `iamg upscalers`. */
export const upscalers = {
  about: "upscalers: networks that enlarge pictures (ESRGAN, Real-ESRGAN) 2 or 4 times",
  list: "list the upscalers of a workspace",
  add: "copy an upscaler into the workspace, once it is known to be one",
  file: "an upscaler as a safetensors or ONNX file",
  name: "what to call it (default: the name of its file)",
  replace: "take the place of the upscaler of that name",
  remove: "delete an upscaler of the workspace",
  upscaler: "name of an upscaler",
}
