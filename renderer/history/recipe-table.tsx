/** Everything that made a render, to be read. */
import { Box, Typography } from "@mui/material"
import { useFormatter } from "use-intl"
import type { RenderView } from "../../native/contract/api/renders.ts"
import { settingsOfRecipe } from "../../native/contract/recipe-settings.ts"
import { settingsToShow } from "../../native/words/setting-text.ts"
import { useJoin } from "../app/join.ts"
import { useTranslations } from "../app/translations.ts"
import { useSettingWords } from "../shared/setting-words.ts"

export function RecipeTable({ render, brief = false }: { render: RenderView; brief?: boolean }) {
  const t = useTranslations("history.recipe")
  const devices = useTranslations("common.devices")
  const join = useJoin()
  const format = useFormatter()
  const { words, text, mainLine } = useSettingWords()
  const { recipe, metrics } = render
  const { plan, made } = recipe
  const settings = settingsOfRecipe(recipe)
  const score = (value: number | null | undefined) => (value == null ? "–" : value.toFixed(3))
  const rows: [string, string][] = [
    [t("lambdas"), mainLine(settings)],
    [words.seed.label, text("seed", settings.seed)],
    [
      t("metrics"),
      `SSIM ${score(metrics?.ssim)} · CLIP ${score(metrics?.clipText)} · ${score(metrics?.clipPersona)}`,
    ],
    ...(brief
      ? []
      : ([
          [
            t("made"),
            format.dateTime(new Date(render.createdAt), { dateStyle: "medium", timeStyle: "short" }),
          ],
          ...settingsToShow(settings)
            .filter(name => name !== "seed")
            .map(name => [words[name].label, text(name, settings[name])]),
          [t("interests"), join.list(plan.interests.map(({ tag, count }) => `${tag} ${count}`))],
          [t("text"), plan.rewrite.text],
          ...(plan.avoid ? [[words.avoid.label, plan.avoid.text]] : []),
          [t("texts"), join.list(plan.textNeighbours.map(({ id }) => id))],
          [t("images"), join.list(plan.imageNeighbours.map(({ id }) => id))],
          [t("adapter"), made.adapter?.name ?? t("packsOwn")],
          ...(made.loras.length > 0
            ? [[words.loras.label, join.list(made.loras.map(({ name, strength }) => `${name} ${strength}`))]]
            : []),
          [t("pack"), `${made.pack.name} ${made.pack.hash.slice(0, 8)} · ${devices(made.device)}`],
        ] as [string, string][])),
  ]
  return (
    <Box
      component="dl"
      sx={{ m: 0, display: "grid", gridTemplateColumns: "120px 1fr", gap: 1, alignContent: "start" }}
    >
      {rows.map(([name, value]) => [
        <Typography key={name} component="dt" variant="body2" color="textSecondary">
          {name}
        </Typography>,
        <Typography
          key={`${name}-value`}
          component="dd"
          variant="body2"
          sx={{ m: 0, overflowWrap: "anywhere" }}
        >
          {value}
        </Typography>,
      ])}
    </Box>
  )
}
