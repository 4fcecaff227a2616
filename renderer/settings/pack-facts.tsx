/** What is known of a pack: licence, origin, size, what it can do. */
import Check from "@mui/icons-material/Check"
import Remove from "@mui/icons-material/Remove"
import { Box, Stack, Typography } from "@mui/material"
import type { ReactNode } from "react"
import type { PackView } from "../../native/contract/api/app.ts"
import { useTranslations } from "../app/translations.ts"
import { useByteText } from "../ui/bytes.ts"

export interface PackFactsProps {
  pack: Pick<PackView, "licence" | "origin" | "bytes" | "features">
  nativeSize?: PackView["nativeSize"]
}

const features = ["image", "interest", "clip", "foreground", "structure"] as const

export function PackFacts({ pack, nativeSize }: PackFactsProps) {
  const t = useTranslations("settings")
  const bytes = useByteText()
  return (
    <Box
      component="dl"
      sx={{ m: 0, display: "grid", gridTemplateColumns: "max-content 1fr", gap: "4px 16px" }}
    >
      <Fact name={t("licence")}>{pack.licence}</Fact>
      <Fact name={t("origin")}>{pack.origin}</Fact>
      <Fact name={t("size")}>{bytes(pack.bytes)}</Fact>
      {nativeSize && (
        <Fact name={t("nativeSize")}>
          {t("pixels", { width: String(nativeSize.width), height: String(nativeSize.height) })}
        </Fact>
      )}
      <Fact name={t("features")}>
        <Box component="ul" sx={{ listStyle: "none", m: 0, p: 0 }}>
          {features.map(feature => {
            const name = t(`feature.${feature}`)
            const on = pack.features[feature]
            return (
              <Stack component="li" key={feature} direction="row" spacing={0.5} sx={{ alignItems: "center" }}>
                {on ? (
                  <Check sx={{ fontSize: 16, color: "success.main" }} />
                ) : (
                  <Remove sx={{ fontSize: 16, color: "text.secondary" }} />
                )}
                <Box component="span" sx={{ color: on ? "text.primary" : "text.secondary" }}>
                  {on ? name : t("featureOff", { feature: name })}
                </Box>
              </Stack>
            )
          })}
        </Box>
      </Fact>
    </Box>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <Typography component="dt" variant="body2" color="textSecondary">
        {name}
      </Typography>
      <Typography component="dd" variant="body2" sx={{ m: 0, overflowWrap: "anywhere" }}>
        {children}
      </Typography>
    </>
  )
}
