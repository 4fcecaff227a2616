/** Asks for an image file of this machine, or a file of another kind. */
import { type ReactNode, useRef } from "react"

/** @returns what opens the system's dialog, and the input that has to stand on the page */
export function useChooseImage(
  onFile: (file: File) => void,
  accept = "image/*",
): { choose: () => void; input: ReactNode } {
  const ref = useRef<HTMLInputElement>(null)
  return {
    choose: () => ref.current?.click(),
    input: (
      <input
        ref={ref}
        type="file"
        accept={accept}
        hidden
        onChange={event => {
          const [file] = event.target.files ?? []
          if (file) onFile(file)
          // The same one can be chosen again.
          event.target.value = ""
        }}
      />
    ),
  }
}
