/**
 * scheduler_config.json. Whatever scheduler class the file names (SD 1.5's says PNDM), all our solvers read β, offsets and
 * prediction type from it, as diffusers' `from_config` does. Which solver draws is a setting, so what the file says of its own
 * (its order, its noise levels, Karras' or not) is no concern of ours. What changes the model's noise schedule or its
 * predictions in a way that isn't known here is refused.
 */
import { z } from "zod"
import { note } from "../contract/codes/index.ts"
import { refusal } from "../contract/issue.ts"

/** An option that is only understood when it is off. */
const off = z.literal(false).nullish()

/** Classes of diffusers for models with another noise schedule than β over timesteps, or with none. No solver here fits them. */
const otherSchedules = new RegExp(
  `^(${[
    "FlowMa.*",
    "EDM.*",
    "Cosine.*",
    "LTX.*",
    "Helios.*",
    "MiniMax.*",
    "Piflow.*",
    "SCM",
    "KarrasVe",
    "ScoreSde.*",
    "CMStochasticIterative",
    "ConsistencyDecoder",
    "DDPMWuerstchen",
    "RFD.*",
    "Amused",
    "VQDiffusion",
    "BlockRefinement",
    "EntropyBound",
    "DiscreteDDIM",
  ].join("|")})Scheduler$`,
)

export const schedulerConfigSchema = z
  .object({
    num_train_timesteps: z.int().min(2).max(100_000).default(1000),
    beta_start: z.number().positive().lt(1).default(0.0001),
    beta_end: z.number().positive().lt(1).default(0.02),
    beta_schedule: z
      .enum(["linear", "scaled_linear", "squaredcos_cap_v2", "sigmoid", "laplace", "exp"])
      .default("linear"),
    trained_betas: z.array(z.number().positive().lt(1)).nullish(),
    prediction_type: z.enum(["epsilon", "v_prediction", "sample"]).default("epsilon"),
    /** Absent: each solver's own default in diffusers. */
    timestep_spacing: z.enum(["leading", "linspace", "trailing"]).optional(),
    steps_offset: z.int().min(0).max(1000).default(0),
    /** Of DDIM: whether the last step goes to ᾱ = 1, or to the ᾱ of timestep 0. */
    set_alpha_to_one: z.boolean().default(true),
    /** Of DPM-Solver++: whether the last step goes to σ = 0. */
    final_sigmas_type: z.enum(["zero", "sigma_min"]).default("zero"),
    lower_order_final: z.boolean().default(true),
    euler_at_final: z.boolean().default(false),
    /** Whether the stored schedule is stretched so that the last timestep is noise alone (Lin et al. 2024). */
    rescale_betas_zero_snr: z.boolean().nullish(),
    _class_name: z
      .string()
      .refine(name => !otherSchedules.test(name), refusal(note("model.other_schedule", {})))
      .nullish(),
    thresholding: off,
    use_flow_sigmas: off,
    use_dynamic_shifting: off,
    /** Of CogVideoX: 1 leaves the schedule as β makes it. */
    snr_shift_scale: z.literal(1).nullish(),
    /** Timesteps between whole ones, of Stable Video Diffusion. */
    timestep_type: z.literal("discrete").nullish(),
    /** A learned variance takes channels of the U-Net's output. */
    variance_type: z
      .string()
      .regex(/^fixed/)
      .nullish(),
  })
  .refine(
    ({ rescale_betas_zero_snr: rescaled, prediction_type: type }) => !rescaled || type !== "epsilon",
    // Where nothing of the picture is left, it can't be worked out from the noise.
    refusal(note("model.no_signal", {}), ["rescale_betas_zero_snr"]),
  )
  .superRefine(({ trained_betas: betas, num_train_timesteps: count }, context) => {
    if (!betas || betas.length === count) return
    const message = `there are ${betas.length} for ${count} timesteps`
    context.addIssue({ code: "custom", path: ["trained_betas"], message })
  })

export type SchedulerConfig = z.output<typeof schedulerConfigSchema>
export type PredictionType = SchedulerConfig["prediction_type"]
