/** The persona's interests as counted bars, with the history items they came from; pin, ban, add, merge and split. */
import BlockOutlined from "@mui/icons-material/BlockOutlined"
import CallMergeOutlined from "@mui/icons-material/CallMergeOutlined"
import PushPin from "@mui/icons-material/PushPin"
import PushPinOutlined from "@mui/icons-material/PushPinOutlined"
import { Box, Button, IconButton, Stack, Tooltip, Typography } from "@mui/material"
import type { PlanView } from "../../native/contract/api/studio.ts"
import type { Persona, TagMerge } from "../../native/contract/catalog.ts"
import { useJoin } from "../app/join.ts"
import { useTranslations } from "../app/translations.ts"
import { useUndo } from "../app/undo.ts"
import { client } from "../engine/rpc.ts"
import { AddTag } from "../shared/add-tag.tsx"
import { usePersonaSteps } from "../shared/use-persona-steps.ts"
import { Picture } from "../ui/picture.tsx"
import { namesFor } from "./names-for.ts"

type Shown = PlanView["interests"][number]

export function InterestsPanel({ persona, plan }: { persona: Persona; plan: PlanView }) {
  const t = useTranslations("studio.interests")
  const steps = usePersonaSteps(persona)
  const most = Math.max(1, plan.history.filter(({ counted }) => counted).length)
  const titles = new Map(plan.history.map(({ id, title }) => [id, title || id]))
  const used = plan.interests.filter(interest => interest.used)
  const rest = plan.interests.filter(interest => !interest.used)
  const bars = (interests: readonly Shown[]) => (
    <Box component="ul" sx={{ listStyle: "none", m: 0, p: 0 }}>
      {interests.map(interest => (
        <InterestBar
          key={interest.tag}
          interest={interest}
          persona={persona}
          merged={plan.merged}
          most={most}
          steps={steps}
          titles={titles}
        />
      ))}
    </Box>
  )
  return (
    <Stack spacing={1.5}>
      <Typography variant="caption" color="textSecondary">
        {t("explain", { count: most })}
      </Typography>
      {bars(used)}
      <AddTag label={t("add")} onAdd={tag => void steps.pin(tag)} />
      {rest.length > 0 && (
        <Box>
          <Typography variant="h4" component="h2" sx={{ mb: 0.5 }}>
            {t("unused")}
          </Typography>
          {bars(rest)}
        </Box>
      )}
      <Merges offered={plan.nearDuplicates} inForce={plan.merged} />
    </Stack>
  )
}

interface BarProps {
  interest: Shown
  persona: Persona
  merged: readonly TagMerge[]
  most: number
  steps: ReturnType<typeof usePersonaSteps>
  /** Titles of the history, by item. */
  titles: ReadonlyMap<string, string>
}

function InterestBar({ interest, persona, merged, most, steps, titles }: BarProps) {
  const { tag, count, used, from } = interest
  const join = useJoin()
  const t = useTranslations("studio.interests")
  // The persona's own lists change at once; the plan follows with the next preview.
  const pinnedNames = namesFor(tag, persona.pinned, merged)
  const bannedNames = namesFor(tag, persona.banned, merged)
  const [pinned, banned] = [pinnedNames.length > 0, bannedNames.length > 0]
  const sources = t("from", { titles: join.list(from.map(id => titles.get(id) ?? id)) })
  const pin = pinned ? t("unpin", { tag }) : t("pin", { tag })
  const ban = banned ? t("unban", { tag }) : t("ban", { tag })
  const inTurn = async (step: (name: string) => Promise<unknown>, names: readonly string[]) => {
    for (const name of names) await step(name)
  }
  const others = (names: readonly string[]) => names.filter(name => name !== tag)
  const togglePin = async () => {
    if (pinned) return inTurn(steps.unpin, pinnedNames)
    await inTurn(steps.unban, others(bannedNames))
    await steps.pin(tag)
  }
  const toggleBan = async () => {
    if (banned) return inTurn(steps.unban, bannedNames)
    await inTurn(steps.unpin, others(pinnedNames))
    await steps.ban(tag)
  }
  return (
    <Stack component="li" direction="row" sx={{ alignItems: "center", minHeight: 32, gap: 0.5 }}>
      <Box sx={{ flex: 1, minWidth: 0, position: "relative", px: 0.75, py: 0.25 }}>
        <Box
          aria-hidden
          sx={{
            position: "absolute",
            inset: 0,
            width: `${(100 * count) / most}%`,
            borderRadius: 0.75,
            bgcolor: used ? "primary.main" : "text.secondary",
            opacity: banned ? 0.06 : used ? 0.2 : 0.12,
            transition: "width 160ms",
          }}
        />
        <Typography
          variant="body2"
          noWrap
          sx={{
            position: "relative",
            fontWeight: pinned ? 600 : 400,
            color: used ? "text.primary" : "text.secondary",
            textDecoration: banned ? "line-through" : "none",
          }}
        >
          {tag}
        </Typography>
      </Box>
      <Typography
        variant="caption"
        aria-label={t("count", { count })}
        sx={{ width: 14, textAlign: "end", fontVariantNumeric: "tabular-nums" }}
      >
        {count}
      </Typography>
      <Tooltip title={sources}>
        <Stack direction="row" role="img" aria-label={sources} sx={{ width: 82, gap: "2px" }}>
          {from.slice(0, 4).map(id => (
            <Box key={id} sx={{ width: 19, height: 25, borderRadius: 0.5, overflow: "hidden" }}>
              <Picture kind="item" id={id} alt="" edge={160} />
            </Box>
          ))}
        </Stack>
      </Tooltip>
      <Tooltip title={pin}>
        <IconButton aria-label={pin} color={pinned ? "primary" : "default"} onClick={() => void togglePin()}>
          {pinned ? <PushPin /> : <PushPinOutlined />}
        </IconButton>
      </Tooltip>
      <Tooltip title={ban}>
        <IconButton aria-label={ban} color={banned ? "error" : "default"} onClick={() => void toggleBan()}>
          <BlockOutlined />
        </IconButton>
      </Tooltip>
    </Stack>
  )
}

/** Tags that look alike, to be read as one; and those that are. */
function Merges({ offered, inForce }: { offered: readonly TagMerge[]; inForce: readonly TagMerge[] }) {
  const t = useTranslations("studio.interests")
  const undo = useUndo()
  const add = async ({ from, to }: TagMerge) => {
    await client.merges.add({ from, to })
  }
  const remove = async ({ from }: TagMerge) => {
    await client.merges.remove({ from })
  }
  const run = (label: string, merge: TagMerge, join: boolean) =>
    void undo.run({
      label,
      do: () => (join ? add(merge) : remove(merge)),
      undo: () => (join ? remove(merge) : add(merge)),
    })
  if (offered.length + inForce.length === 0) return null
  return (
    <Box>
      <Typography variant="h4" component="h2" sx={{ mb: 0.5 }}>
        {t("alike")}
      </Typography>
      <Stack spacing={0.5} sx={{ alignItems: "flex-start" }}>
        {inForce.map(merge => (
          <Button
            key={`in-${merge.from}`}
            variant="outlined"
            color="inherit"
            onClick={() => run(t("splitDone", { ...merge }), merge, false)}
          >
            {t("split", { ...merge })}
          </Button>
        ))}
        {offered.map(merge => (
          <Button
            key={`of-${merge.from}`}
            variant="outlined"
            color="inherit"
            startIcon={<CallMergeOutlined />}
            onClick={() => run(t("mergeDone", { ...merge }), merge, true)}
          >
            {t("merge", { ...merge })}
          </Button>
        ))}
      </Stack>
    </Box>
  )
}
