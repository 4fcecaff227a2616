/** Names and values, one under another. */
import WarningAmberOutlined from "@mui/icons-material/WarningAmberOutlined"
import { Box, Typography } from "@mui/material"

export type Fact = readonly [
  name: string,
  value: string,
  more?: { flawed?: boolean; note?: string | undefined },
]

export function Facts({ of }: { of: readonly Fact[] }) {
  return (
    <Box
      component="dl"
      sx={{
        m: 0,
        display: "grid",
        gridTemplateColumns: "auto 1fr",
        columnGap: 2,
        rowGap: 0.75,
        alignItems: "baseline",
      }}
    >
      {of.map(([name, value, { flawed = false, note } = {}]) => (
        <Box key={name} sx={{ display: "contents" }}>
          <Typography component="dt" variant="body2" color="textSecondary">
            {name}
          </Typography>
          <Box component="dd" sx={{ m: 0, minWidth: 0, textAlign: "end" }}>
            <Typography
              variant="body2"
              component="span"
              sx={{
                display: "inline-flex",
                alignItems: "center",
                gap: 0.5,
                fontVariantNumeric: "tabular-nums",
                ...(flawed && { color: "warning.main", fontWeight: 500 }),
              }}
            >
              {flawed && <WarningAmberOutlined aria-hidden sx={{ fontSize: 16 }} />}
              {value}
            </Typography>
            {note && (
              <Typography
                variant="caption"
                color="textSecondary"
                component="p"
                sx={{ overflowWrap: "anywhere" }}
              >
                {note}
              </Typography>
            )}
          </Box>
        </Box>
      ))}
    </Box>
  )
}
