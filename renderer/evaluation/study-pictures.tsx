/** What every arm drew for some shoppers: a row a shopper, the original first. */
import { Box, Stack, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import type { StudyDetail } from "../../native/contract/api/evaluation.ts"
import type { ArmFinding, StudyName } from "../../native/contract/evaluation.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { Picture } from "../ui/picture.tsx"
import { useArmName } from "./use-arm-name.ts"

type Row = StudyDetail["pictures"][number]

interface StudyPicturesProps {
  study: StudyName
  pictures: readonly Row[]
  arms: readonly ArmFinding[]
}

export function StudyPictures({ study, pictures, arms }: StudyPicturesProps) {
  const t = useTranslations("evaluation")
  return (
    <Box component="section" aria-labelledby="evaluation-pictures">
      <Typography id="evaluation-pictures" variant="h3">
        {t("pictures")}
      </Typography>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
        {t("picturesText")}
      </Typography>
      <Stack spacing={2}>
        {pictures.map(row => (
          <Strip key={`${row.user} ${row.item}`} study={study} row={row} arms={arms} />
        ))}
      </Stack>
    </Box>
  )
}

interface StripProps {
  study: StudyName
  row: Row
  arms: readonly ArmFinding[]
}

function Strip({ study, row: { user, item, drawn }, arms }: StripProps) {
  const t = useTranslations("evaluation")
  const nameOf = useArmName(study)
  const { data } = useQuery(orpc.items.get.queryOptions({ input: { id: item } }))
  const title = data?.item.title || item
  return (
    <Box>
      <Typography variant="body2" sx={{ mb: 0.5 }}>
        {t("row", { title, user })}
      </Typography>
      <Box
        component="ol"
        aria-label={t("row", { title, user })}
        tabIndex={0}
        sx={{ m: 0, p: "2px", listStyle: "none", display: "flex", gap: 1, overflowX: "auto" }}
      >
        <Cell caption={t("arms.original")}>
          <Picture
            kind="item"
            id={item}
            alt={t("drawing", { title, arm: t("arms.original") })}
            edge={320}
            ratio={1}
            fit="cover"
          />
        </Cell>
        {arms.flatMap(arm => {
          const picture = drawn.find(one => one.arm === arm.id)?.picture
          const alt = t("drawing", { title, arm: nameOf(arm) })
          return picture
            ? [
                <Cell key={arm.id} caption={nameOf(arm)}>
                  <Picture kind="study" id={picture} alt={alt} edge={320} ratio={1} fit="contain" />
                </Cell>,
              ]
            : []
        })}
      </Box>
    </Box>
  )
}

function Cell({ caption, children }: { caption: string; children: React.ReactNode }) {
  return (
    <Box component="li" sx={{ width: { xs: 144, xl: 176 }, flexShrink: 0 }}>
      <Box sx={{ borderRadius: 1, overflow: "hidden" }}>{children}</Box>
      <Typography variant="caption" component="div" color="textSecondary" sx={{ textAlign: "center" }}>
        {caption}
      </Typography>
    </Box>
  )
}
