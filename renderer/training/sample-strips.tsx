/** The fixed pairs, drawn on the way: one strip a pair, the original first, then step by step. */
import { Box, Stack, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { memo } from "react"
import type { RunCurves } from "../../native/contract/training.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { Picture } from "../ui/picture.tsx"

type Drawn = RunCurves["drawn"][number]

const side = 128

export const SampleStrips = memo(function SampleStrips({
  drawn,
  every,
}: {
  drawn: readonly Drawn[]
  every: number
}) {
  const t = useTranslations("training.samples")
  const pairs = [...new Set(drawn.map(pairOf))]
  return (
    <Box component="section" aria-labelledby="training-samples">
      <Typography id="training-samples" variant="h3">
        {t("title")}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {drawn.length > 0 ? t("text") : t("none", { steps: every })}
      </Typography>
      <Stack spacing={1.5}>
        {pairs.map(pair => (
          <Strip key={pair} drawn={drawn.filter(one => pairOf(one) === pair)} />
        ))}
      </Stack>
    </Box>
  )
})

const pairOf = ({ item, persona }: Drawn): string => JSON.stringify([item, persona])

/** @param drawn of one pair, at least one */
function Strip({ drawn }: { drawn: readonly Drawn[] }) {
  const { item } = drawn[0]!
  const t = useTranslations("training.samples")
  const { data } = useQuery(orpc.items.get.queryOptions({ input: { id: item } }))
  const title = data?.item.title || item
  return (
    <Box
      component="ol"
      aria-label={t("strip", { title })}
      tabIndex={0}
      sx={{ m: 0, p: "2px", listStyle: "none", display: "flex", gap: 1, overflowX: "auto" }}
    >
      <Cell caption={t("original")} own>
        <Picture kind="item" id={item} alt={t("originalOf", { title })} edge={320} ratio={1} fit="contain" />
      </Cell>
      {drawn.map(({ step, picture }) => (
        <Cell key={picture} caption={t("step", { step })}>
          <Picture kind="sample" id={picture} alt={t("drawing", { title, step })} ratio={1} fit="contain" />
        </Cell>
      ))}
    </Box>
  )
}

function Cell({
  caption,
  own = false,
  children,
}: {
  caption: string
  own?: boolean
  children: React.ReactNode
}) {
  return (
    <Box
      component="li"
      sx={{
        width: side,
        flexShrink: 0,
        // The original stays in sight beside the latest.
        ...(own && { position: "sticky", left: 0, zIndex: 1, bgcolor: "background.default", pr: 1 }),
        boxSizing: "content-box",
      }}
    >
      <Box sx={{ borderRadius: 1, overflow: "hidden" }}>{children}</Box>
      <Typography
        variant="caption"
        component="div"
        color="textSecondary"
        sx={{ textAlign: "center", fontVariantNumeric: "tabular-nums" }}
      >
        {caption}
      </Typography>
    </Box>
  )
}
