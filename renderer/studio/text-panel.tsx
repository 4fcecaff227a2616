/** T* as the text encoder reads it, how much of its room it fills, and what was cut. */
import { Box, LinearProgress, Stack, Typography } from "@mui/material"
import type { PlanView } from "../../native/contract/api/studio.ts"
import { useJoin } from "../app/join.ts"
import { useTranslations } from "../app/translations.ts"
import { rewriteParts } from "./rewrite-parts.ts"

export function TextPanel({ plan }: { plan: PlanView }) {
  const t = useTranslations("studio.text")
  const join = useJoin()
  const { rewrite, tags, interests, merged } = plan
  const parts = rewriteParts(
    rewrite.text,
    [...tags.own, ...tags.image, ...tags.text, ...merged.map(({ to }) => to)],
    interests.filter(({ used }) => used).map(({ tag }) => tag),
  )
  return (
    <Stack spacing={1.5}>
      <Typography variant="body1" sx={{ lineHeight: 1.7, overflowWrap: "anywhere" }}>
        {parts.map(({ text, kind }, index) =>
          kind === "words" ? (
            text
          ) : (
            <Box
              component="mark"
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in their order
              key={index}
              sx={{
                color: "text.primary",
                bgcolor: "transparent",
                borderBottom: "2px solid",
                borderColor: kind === "interest" ? "primary.main" : "good",
              }}
            >
              {text}
            </Box>
          ),
        )}
      </Typography>
      <Typography variant="caption" color="textSecondary">
        {t("legend")}
      </Typography>
      <Box>
        <LinearProgress
          variant="determinate"
          value={Math.min(100, (100 * rewrite.tokens) / rewrite.limit)}
          color={rewrite.cutTags.length + rewrite.cutWords > 0 ? "warning" : "primary"}
          aria-label={t("meter")}
          sx={{ height: 6, borderRadius: 3, mb: 0.5 }}
        />
        <Typography variant="caption" color="textSecondary">
          {t("tokens", { tokens: rewrite.tokens, limit: rewrite.limit })}
        </Typography>
      </Box>
      {rewrite.cutTags.length > 0 && (
        <Typography variant="body2" sx={{ color: "warning.main" }}>
          {t("cutTags", { tags: join.list(rewrite.cutTags) })}
        </Typography>
      )}
      {rewrite.cutWords > 0 && (
        <Typography variant="body2" sx={{ color: "warning.main" }}>
          {t("cutWords", { count: rewrite.cutWords })}
        </Typography>
      )}
    </Stack>
  )
}
