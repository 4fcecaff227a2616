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
        {drawn.length === 0 ? t("none", { steps: every }) : t(drawn[0]!.item ? "text" : "texts")}
      </Typography>
      <Stack spacing={1.5}>
        {pairs.map(pair => (
          <Strip key={pair} drawn={drawn.filter(one => pairOf(one) === pair)} />
        ))}
      </Stack>
    </Box>
  )
})

/** Of a product's run, each drawing has a text and a noise of its own. */
const pairOf = ({ item, persona, text, picture }: Drawn): string =>
  JSON.stringify([item, persona, text, text && picture.split("-").at(-1)])

/** @param drawn of one pair, at least one */
function Strip({ drawn }: { drawn: readonly Drawn[] }) {
  const { item, text } = drawn[0]!
  return item === undefined ? (
    <Drawings title={text ?? ""} drawn={drawn} named />
  ) : (
    <ItemStrip item={item} drawn={drawn} />
  )
}

function ItemStrip({ item, drawn }: { item: string; drawn: readonly Drawn[] }) {
  const { data } = useQuery(orpc.items.get.queryOptions({ input: { id: item } }))
  return <Drawings title={data?.item.title || item} item={item} drawn={drawn} />
}

interface DrawingsProps {
  title: string
  /** Whose picture stands first. */
  item?: string
  drawn: readonly Drawn[]
  /** Shows the title above. */
  named?: boolean
}

function Drawings({ title, item, drawn, named = false }: DrawingsProps) {
  const t = useTranslations("training.samples")
  const strip = (
    <Box
      component="ol"
      aria-label={t("strip", { title })}
      tabIndex={0}
      sx={{ m: 0, p: "2px", listStyle: "none", display: "flex", gap: 1, overflowX: "auto" }}
    >
      {item !== undefined && (
        <Cell caption={t("original")} own>
          <Picture
            kind="item"
            id={item}
            alt={t("originalOf", { title })}
            edge={320}
            ratio={1}
            fit="contain"
          />
        </Cell>
      )}
      {drawn.map(({ step, picture }) => (
        <Cell key={picture} caption={t("step", { step })}>
          <Picture kind="sample" id={picture} alt={t("drawing", { title, step })} ratio={1} fit="contain" />
        </Cell>
      ))}
    </Box>
  )
  return named ? (
    <Box>
      <Typography variant="body2" dir="auto">
        {title}
      </Typography>
      {strip}
    </Box>
  ) : (
    strip
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
