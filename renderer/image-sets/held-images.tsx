/** The images of a set that wait for a look: their candidates side by side; one is taken, more are drawn, or it is skipped. */
import {
  Alert,
  Box,
  Button,
  ButtonBase,
  Dialog,
  DialogActions,
  DialogContent,
  DialogTitle,
  Stack,
  Typography,
} from "@mui/material"
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import { useId, useState } from "react"
import { useLocale } from "use-intl"
import type { Candidate, Decision, HeldImage } from "../../native/contract/image-set.ts"
import { useJoin } from "../app/join.ts"
import { useSay } from "../app/problem-text.ts"
import { useTranslations } from "../app/translations.ts"
import { orpc } from "../engine/rpc.ts"
import { Loaded } from "../ui/loaded.tsx"
import { Picture } from "../ui/picture.tsx"
import { EmptyState, ProblemLine } from "../ui/states.tsx"

type Held = HeldImage & { title: string; personaName: string; image: string }

const keyOf = ({ item, persona, n, frame }: HeldImage): string => JSON.stringify([item, persona, n, frame])

export function HeldImages({ job, onClose }: { job: string; onClose: () => void }) {
  const t = useTranslations("imageSets.held")
  const close = useTranslations("common.actions")("close")
  const heading = useId()
  const locale = useLocale()
  const cache = useQueryClient()
  const query = useQuery({ ...orpc.imageSets.held.queryOptions({ input: { job } }), staleTime: 0 })
  const [decisions, setDecisions] = useState<ReadonlyMap<string, Decision>>(new Map())
  const decide = useMutation(
    orpc.imageSets.decide.mutationOptions({
      onSuccess: () => {
        void cache.invalidateQueries({ queryKey: orpc.imageSets.held.key() })
        void cache.invalidateQueries({ queryKey: orpc.jobs.key() })
        onClose()
      },
    }),
  )
  return (
    <Dialog open onClose={onClose} maxWidth="md" fullWidth aria-labelledby={heading}>
      <DialogTitle id={heading}>{t("title")}</DialogTitle>
      <DialogContent sx={{ minHeight: 320 }}>
        <Loaded query={query} loading={{ count: 2, height: 200 }}>
          {({ images, count }) =>
            count === 0 ? (
              <EmptyState title={t("none")} text={t("noneText")} />
            ) : (
              <Stack spacing={3}>
                <Typography variant="body2" color="textSecondary">
                  {t("text")}
                </Typography>
                {images.map(image => (
                  <HeldImageRow
                    key={keyOf(image)}
                    image={image}
                    decision={decisions.get(keyOf(image))}
                    onDecide={decision => setDecisions(new Map([...decisions, [keyOf(image), decision]]))}
                  />
                ))}
                {count > images.length && (
                  <Alert severity="info">{t("more", { count: count - images.length })}</Alert>
                )}
              </Stack>
            )
          }
        </Loaded>
        {decide.isError && <ProblemLine problem={decide.error} />}
      </DialogContent>
      <DialogActions>
        <Button color="inherit" onClick={onClose}>
          {close}
        </Button>
        <Button
          variant="contained"
          disabled={decisions.size === 0}
          loading={decide.isPending}
          onClick={() => decide.mutate({ job, decisions: [...decisions.values()], locale })}
        >
          {t("goOn", { count: decisions.size })}
        </Button>
      </DialogActions>
    </Dialog>
  )
}

interface RowProps {
  image: Held
  decision: Decision | undefined
  onDecide: (decision: Decision) => void
}

function HeldImageRow({ image, decision, onDecide }: RowProps) {
  const t = useTranslations("imageSets.held")
  const heading = useId()
  const { item, persona, n, frame, candidates, round } = image
  const of = { item, persona, n, frame }
  return (
    <Box component="section" aria-labelledby={heading}>
      <Typography id={heading} variant="h3" sx={{ mb: 1 }}>
        {t("image", { title: image.title, persona: image.personaName, number: n })}
      </Typography>
      <Box sx={{ display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(150px, 1fr))", gap: 1.5 }}>
        <Box>
          <Picture kind="item" id={item} version={image.image} alt={t("original")} edge={320} ratio={1} />
          <Typography variant="caption">{t("original")}</Typography>
        </Box>
        {candidates.map((candidate, index) => (
          <CandidateTile
            key={candidate.seed}
            candidate={candidate}
            number={index + 1}
            isTaken={decision?.do === "take" && decision.seed === candidate.seed}
            onTake={() => onDecide({ ...of, do: "take", seed: candidate.seed })}
          />
        ))}
      </Box>
      <Stack direction="row" spacing={1} sx={{ mt: 1 }}>
        <Button
          size="small"
          variant={decision?.do === "draw" ? "contained" : "outlined"}
          aria-pressed={decision?.do === "draw"}
          onClick={() => onDecide({ ...of, do: "draw", round: round + 1 })}
        >
          {t("draw")}
        </Button>
        <Button
          size="small"
          variant={decision?.do === "skip" ? "contained" : "outlined"}
          aria-pressed={decision?.do === "skip"}
          onClick={() => onDecide({ ...of, do: "skip" })}
        >
          {t("skip")}
        </Button>
      </Stack>
    </Box>
  )
}

interface TileProps {
  candidate: Candidate
  /** From 1, the best first. */
  number: number
  isTaken: boolean
  onTake: () => void
}

function CandidateTile({ candidate: { render, doubts }, number, isTaken, onTake }: TileProps) {
  const t = useTranslations("imageSets.held")
  const say = useSay()
  const join = useJoin()
  const why = join.list(doubts.map(say))
  return (
    <Box>
      <ButtonBase
        disabled={render === null}
        aria-label={t("take", { number })}
        aria-pressed={isTaken}
        onClick={onTake}
        sx={{ width: "100%", outline: isTaken ? 3 : 0, outlineColor: "primary.main", outlineStyle: "solid" }}
      >
        {render === null ? (
          <Box sx={{ width: "100%", aspectRatio: "1", bgcolor: "background.sunken" }} />
        ) : (
          <Picture kind="render" id={render} alt="" edge={320} ratio={1} />
        )}
      </ButtonBase>
      <Typography variant="caption" component="div" color="textSecondary">
        {why}
      </Typography>
    </Box>
  )
}
