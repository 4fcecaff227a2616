/**
 * The whole picture of a render. What a farm keeps is fetched by being looked at; where that fails, its small copy is shown
 * and the reason is said.
 */
import { Box, Button } from "@mui/material"
import { useMutation } from "@tanstack/react-query"
import { useState } from "react"
import type { RenderView } from "../../native/contract/api/renders.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { Picture, type PictureProps } from "../ui/picture.tsx"
import { ProblemLine } from "../ui/states.tsx"

/** Whether a render's picture couldn't be had, and why. */
export interface MissingPicture {
  isMissing: boolean
  /** Null while that isn't known, and once the picture is there. */
  problem: unknown
  /** Another one whenever the picture is worth another try: the key of what shows it. */
  round: number
  /** To be called when the picture doesn't come. */
  onMissing: () => void
  again: () => void
}

/** @param id the render's; null for a picture of another kind */
export function useMissingPicture(id: string | null, tell?: (problem: unknown) => void): MissingPicture {
  const [missing, setMissing] = useState<string | null>(null)
  const [fetched, setFetched] = useState<readonly string[]>([])
  const fetch = useMutation(
    orpc.renders.fetch.mutationOptions({
      onSuccess: (_answer, input) => {
        setMissing(null)
        setFetched(before => [...before, input.id])
      },
      ...(tell && { onError: tell }),
    }),
  )
  const isMissing = id !== null && missing === id
  return {
    isMissing,
    problem: isMissing ? fetch.error : null,
    round: fetched.length,
    onMissing: () => {
      if (id === null || isMissing) return
      setMissing(id)
      // Its file is here, and can't be shown all the same.
      if (!fetched.includes(id)) fetch.mutate({ id })
    },
    again: () => id !== null && fetch.mutate({ id }),
  }
}

type RenderPictureProps = Omit<PictureProps, "kind" | "id" | "edge" | "version" | "onMissing"> & {
  render: Pick<RenderView, "id" | "isStored">
}

export function RenderPicture({ render: { id, isStored }, ...picture }: RenderPictureProps) {
  const t = useTranslations("common.problem")
  const { isMissing, problem, round, onMissing, again } = useMissingPicture(isStored ? id : null)
  return (
    <Box>
      {isMissing ? (
        <Picture kind="render" id={id} edge={320} {...picture} />
      ) : (
        <Picture key={round} kind="render" id={id} onMissing={onMissing} {...picture} />
      )}
      {problem !== null && (
        <Box role="status" sx={{ mt: 1 }}>
          <ProblemLine problem={problem} />
          <Button size="small" onClick={again}>
            {t("retry")}
          </Button>
        </Box>
      )}
    </Box>
  )
}
