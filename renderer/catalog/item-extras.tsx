/** What the catalog has of an item beside its picture and words: other pictures, and the values of its other columns. */
import { Box, Typography } from "@mui/material"
import type { ItemExtras as Extras } from "../../native/contract/catalog.ts"
import { useTranslations } from "../app/translations.ts"
import { Picture } from "../ui/picture.tsx"

export function ItemExtras({ title, extras: { pictures, fields } }: { title: string; extras: Extras }) {
  const t = useTranslations("catalog")
  const values = Object.entries(fields)
  return (
    <>
      {pictures.length > 0 && (
        <Box component="section" aria-labelledby="pictures">
          <Typography id="pictures" variant="h2" sx={{ mb: 1 }}>
            {t("otherPictures")}
          </Typography>
          <Box sx={{ display: "grid", gap: 1, gridTemplateColumns: "repeat(auto-fill, minmax(112px, 1fr))" }}>
            {pictures.map(({ image, width, height }, at) => (
              <Picture
                key={image}
                kind="item"
                id={image}
                alt={t("otherPicture", { title, number: at + 1 })}
                edge={160}
                ratio={width / height}
                sx={{ borderRadius: 1 }}
              />
            ))}
          </Box>
        </Box>
      )}
      {values.length > 0 && (
        <Box component="section" aria-labelledby="fields">
          <Typography id="fields" variant="h2" sx={{ mb: 1 }}>
            {t("fields")}
          </Typography>
          <Box
            component="dl"
            sx={{
              m: 0,
              display: "grid",
              gridTemplateColumns: "minmax(120px, 220px) 1fr",
              gap: 0.5,
              columnGap: 2,
            }}
          >
            {values.map(([name, value]) => [
              <Typography key={name} component="dt" variant="body2" color="textSecondary">
                <bdi>{name}</bdi>
              </Typography>,
              <Typography
                key={`${name}-value`}
                component="dd"
                variant="body2"
                sx={{ m: 0, overflowWrap: "anywhere" }}
              >
                <bdi>{value}</bdi>
              </Typography>,
            ])}
          </Box>
        </Box>
      )}
    </>
  )
}
