/** The persona's interests as counted bars (eq. 5), each with the items that it came from. */
import BlockOutlined from "@mui/icons-material/BlockOutlined"
import PushPin from "@mui/icons-material/PushPin"
import PushPinOutlined from "@mui/icons-material/PushPinOutlined"
import {
  Box,
  Button,
  ButtonBase,
  IconButton,
  MenuItem,
  Stack,
  TextField,
  Tooltip,
  Typography,
} from "@mui/material"
import { useQuery } from "@tanstack/react-query"
import { useState } from "react"
import type { Persona } from "../../native/contract/catalog.ts"
import type { Interest } from "../../native/contract/recipe.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { usePersonaSteps } from "../shared/use-persona-steps.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Picture } from "../ui/picture.tsx"
import { EmptyState } from "../ui/states.tsx"

/** The contract counts no more items than the last of these. */
const windows = [5, 10, 20, 50]
const fewTags = 16
/** Pictures beside a bar. */
const mostPictures = 4

export interface InterestChartProps {
  persona: Persona
  /** The tag whose items are looked at. */
  looked: string | null
  onLook: (interest: { tag: string; from: readonly string[] } | null) => void
}

export function InterestChart({ persona, looked, onLook }: InterestChartProps) {
  const t = useTranslations("personas")
  const [history, setHistory] = useState(50)
  const [all, setAll] = useState(false)
  const steps = usePersonaSteps(persona)
  const query = useQuery({
    ...orpc.personas.interests.queryOptions({ input: { id: persona.id, history } }),
    placeholderData: (previous: Interest[] | undefined) => previous,
  })
  const interests = query.data ?? []
  const shown = all ? interests : interests.slice(0, fewTags)
  const most = Math.max(1, ...interests.map(interest => interest.count))
  return (
    <Box component="section" aria-labelledby="interests">
      <Stack direction="row" spacing={1} sx={{ alignItems: "center", mb: 0.5 }}>
        <Typography id="interests" variant="h2" sx={{ flex: 1 }}>
          {t("interests")}
        </Typography>
        <TextField
          select
          value={history}
          onChange={event => setHistory(Number(event.target.value))}
          slotProps={{ htmlInput: { "aria-label": t("counted") } }}
          sx={{ minWidth: 170 }}
        >
          {windows.map(count => (
            <MenuItem key={count} value={count}>
              {count === 50 && persona.items.length <= count ? t("countedAll") : t("countedLast", { count })}
            </MenuItem>
          ))}
        </TextField>
      </Stack>
      <Typography variant="body2" color="textSecondary" sx={{ mb: 1.5 }}>
        {t("interestsText")}
      </Typography>
      <Loaded query={query} loading={{ count: 10, height: 32 }}>
        {() =>
          interests.length === 0 ? (
            <EmptyState title={t("noInterests")} text={t("noInterestsText")} />
          ) : (
            <Box component="ul" sx={{ listStyle: "none", m: 0, p: 0 }}>
              {shown.map(interest => (
                <Bar
                  key={interest.tag}
                  interest={interest}
                  most={most}
                  banned={persona.banned.includes(interest.tag)}
                  looked={looked === interest.tag}
                  onLook={() => onLook(looked === interest.tag ? null : interest)}
                  steps={steps}
                />
              ))}
            </Box>
          )
        }
      </Loaded>
      {interests.length > fewTags && (
        <Button onClick={() => setAll(!all)} sx={{ mt: 1 }}>
          {all ? t("showFewerTags") : t("showAllTags", { count: interests.length })}
        </Button>
      )}
    </Box>
  )
}

interface BarProps {
  interest: Interest
  most: number
  banned: boolean
  looked: boolean
  onLook: () => void
  steps: ReturnType<typeof usePersonaSteps>
}

function Bar({ interest, most, banned, looked, onLook, steps }: BarProps) {
  const t = useTranslations("personas")
  const { tag, count, pinned, from } = interest
  const hint = pinned ? t("unpin", { tag }) : t("pin", { tag })
  const banHint = banned ? t("unban", { tag }) : t("ban", { tag })
  return (
    <Stack component="li" direction="row" spacing={0.25} sx={{ alignItems: "center", height: 36 }}>
      <ButtonBase
        onClick={onLook}
        aria-pressed={looked}
        disabled={count === 0}
        sx={{
          flex: 1,
          minWidth: 0,
          height: 32,
          px: 0.75,
          gap: 1,
          borderRadius: 1,
          justifyContent: "flex-start",
          bgcolor: looked ? "action.selected" : "transparent",
          "&:hover": { bgcolor: "action.hover" },
        }}
      >
        <Typography
          variant="body2"
          noWrap
          title={tag}
          sx={{
            width: 128,
            flexShrink: 0,
            textAlign: "start",
            fontWeight: pinned ? 600 : 400,
            textDecoration: banned ? "line-through" : "none",
            color: banned ? "text.secondary" : "text.primary",
          }}
        >
          {tag}
        </Typography>
        <Box
          sx={{ flex: 1, height: 10, borderRadius: 0.5, bgcolor: "background.sunken", overflow: "hidden" }}
        >
          <Box
            sx={{
              height: "100%",
              borderRadius: 0.5,
              bgcolor: banned ? "text.disabled" : pinned ? "primary.main" : "text.secondary",
              transition: "width 160ms",
            }}
            style={{ width: `${(100 * count) / most}%` }}
          />
        </Box>
        <Typography variant="body2" sx={{ width: 24, textAlign: "end", fontVariantNumeric: "tabular-nums" }}>
          {count}
        </Typography>
        <Stack direction="row" spacing={0.25} sx={{ width: 114, flexShrink: 0 }} aria-hidden>
          {from.slice(0, mostPictures).map(id => (
            <Box key={id} sx={{ width: 21, height: 28, borderRadius: 0.5, overflow: "hidden" }}>
              <Picture kind="item" id={id} alt="" edge={160} />
            </Box>
          ))}
          {from.length > mostPictures && (
            <Typography variant="caption" color="textSecondary" sx={{ alignSelf: "center", pl: 0.25 }}>
              {t("moreItems", { count: from.length - mostPictures })}
            </Typography>
          )}
        </Stack>
      </ButtonBase>
      <Tooltip title={hint}>
        <IconButton
          aria-label={hint}
          onClick={() => void (pinned ? steps.unpin(tag) : steps.pin(tag))}
          color={pinned ? "primary" : "default"}
        >
          {pinned ? <PushPin /> : <PushPinOutlined />}
        </IconButton>
      </Tooltip>
      <Tooltip title={banHint}>
        <IconButton
          aria-label={banHint}
          onClick={() => void (banned ? steps.unban(tag) : steps.ban(tag))}
          color={banned ? "error" : "default"}
        >
          <BlockOutlined />
        </IconButton>
      </Tooltip>
    </Stack>
  )
}
