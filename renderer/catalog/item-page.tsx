/** One item: its picture, its words, its tags by origin, and what was rendered of it. */
import ArrowBack from "@mui/icons-material/ArrowBack"
import { Box, Button, IconButton, Stack, Tooltip, Typography } from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useLocation } from "wouter"
import type { ItemPage as Page } from "../../native/contract/api/catalog.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { AddTag } from "../shared/add-tag.tsx"
import { useOpenInStudio } from "../shared/studio-choice.ts"
import { useOwnTags } from "../shared/use-own-tags.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Picture } from "../ui/picture.tsx"
import { Screen } from "../ui/screen.tsx"
import { TagChip } from "../ui/tag-chip.tsx"
import { ItemExtras } from "./item-extras.tsx"

export function ItemPage({ id }: { id: string }) {
  const t = useTranslations("catalog")
  const [, navigate] = useLocation()
  const openInStudio = useOpenInStudio()
  const page = useQuery(orpc.items.get.queryOptions({ input: { id } }))
  const renders = useQuery(orpc.renders.list.queryOptions({ input: { item: id, limit: 40 } }))
  return (
    <Screen
      title={page.data?.item.title || id}
      before={
        <Tooltip title={t("back")}>
          <IconButton aria-label={t("back")} onClick={() => navigate("/")}>
            <ArrowBack />
          </IconButton>
        </Tooltip>
      }
      actions={
        <Button variant="contained" onClick={() => openInStudio({ item: id })}>
          {t("openInStudio")}
        </Button>
      }
    >
      <Loaded query={page} loading={{ count: 3, height: 160 }}>
        {data => (
          <Box
            sx={{
              display: "grid",
              gridTemplateColumns: "minmax(220px, 340px) 1fr",
              gap: 4,
              alignItems: "start",
            }}
          >
            <Picture
              kind="item"
              id={id}
              version={data.item.image}
              alt={data.item.title}
              edge={640}
              ratio={data.item.width / data.item.height}
              sx={{ borderRadius: 1 }}
            />
            <Stack spacing={3} sx={{ minWidth: 0 }}>
              <Box>
                <Typography variant="body2" color="textSecondary" sx={{ mb: 1 }}>
                  {t("facts", {
                    id,
                    width: data.item.width,
                    height: data.item.height,
                    interactions: data.interactions,
                  })}
                </Typography>
                <Typography sx={{ maxWidth: 640, overflowWrap: "anywhere" }}>
                  {data.item.description || t("noDescription")}
                </Typography>
              </Box>
              <Tags page={data} />
              <ItemExtras title={data.item.title} extras={data.extras} />
              <Box component="section" aria-labelledby="renders">
                <Typography id="renders" variant="h2" sx={{ mb: 1 }}>
                  {t("renders", { count: renders.data?.total ?? 0 })}
                </Typography>
                <Box
                  sx={{
                    display: "grid",
                    gap: 1,
                    gridTemplateColumns: "repeat(auto-fill, minmax(112px, 1fr))",
                  }}
                >
                  {renders.data?.renders.map(render => (
                    <Box key={render.id}>
                      <Picture
                        kind="render"
                        id={render.id}
                        edge={160}
                        ratio={render.recipe.made.width / render.recipe.made.height}
                        alt={t("renderFor", { persona: render.personaName })}
                        sx={{ borderRadius: 1 }}
                      />
                      <Typography variant="caption" color="textSecondary" noWrap component="div">
                        {render.personaName}
                      </Typography>
                    </Box>
                  ))}
                </Box>
              </Box>
            </Stack>
          </Box>
        )}
      </Loaded>
    </Screen>
  )
}

function Tags({ page: { item, tags } }: { page: Page }) {
  const t = useTranslations("studio.tags")
  const catalog = useTranslations("catalog")
  const { own, add, remove } = useOwnTags(item.id)
  const row = (label: string, list: readonly string[], mine: boolean) => (
    <Stack direction="row" sx={{ gap: 0.75, flexWrap: "wrap", alignItems: "center" }}>
      <Typography variant="body2" color="textSecondary" sx={{ width: 120 }}>
        {label}
      </Typography>
      {list.map(tag => (
        <TagChip
          key={tag}
          tag={tag}
          {...(mine && { remove: { label: t("remove", { tag }), run: () => remove(tag) } })}
        />
      ))}
      {mine && (
        <Box sx={{ width: 160 }}>
          <AddTag label={t("add")} onAdd={add} />
        </Box>
      )}
    </Stack>
  )
  return (
    <Stack component="section" aria-labelledby="tags" spacing={1}>
      <Typography id="tags" variant="h2">
        {catalog("tags")}
      </Typography>
      {row(t("own"), own, true)}
      {row(t("image"), tags?.image ?? [], false)}
      {row(t("text"), tags?.text ?? [], false)}
      {!tags && (
        <Typography variant="body2" color="textSecondary">
          {catalog("untagged")}
        </Typography>
      )}
    </Stack>
  )
}
