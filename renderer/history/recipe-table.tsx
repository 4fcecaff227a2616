/** Everything that made a render, to be read. */
import { Box, Typography } from "@mui/material"
import { useFormatter, useTranslations } from "use-intl"
import type { RenderView } from "../../native/contract/api/renders.ts"

export function RecipeTable({ render, brief = false }: { render: RenderView; brief?: boolean }) {
  const t = useTranslations("history.recipe")
  const format = useFormatter()
  const { recipe, metrics } = render
  const score = (value: number | null | undefined) => (value == null ? "–" : value.toFixed(3))
  const rows: [string, string][] = [
    [t("lambdas"), `λ1 ${recipe.lambda1} · λ2 ${recipe.lambda2} · H ${recipe.tagsUsed}`],
    [t("seed"), String(recipe.seed)],
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
          [t("sampling"), `${recipe.scheduler}, ${recipe.steps}, ${recipe.guidance}`],
          [t("size"), `${recipe.width} × ${recipe.height}`],
          [t("interests"), recipe.interests.map(({ tag, count }) => `${tag} ${count}`).join(", ")],
          [t("text"), recipe.rewrite.text],
          [t("texts"), recipe.textNeighbours.map(({ id }) => id).join(", ")],
          [t("images"), recipe.imageNeighbours.map(({ id }) => id).join(", ")],
          [t("adapter"), recipe.adapter?.name ?? t("packsOwn")],
          [t("pack"), `${recipe.pack.name} ${recipe.pack.hash.slice(0, 8)}, ${recipe.device}`],
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
