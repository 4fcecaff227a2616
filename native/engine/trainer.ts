/** What a shell needs to give the engine trainer processes of its own kind. */
export type {
  FromTrainer,
  StartTrainer,
  ToTrainer,
  TrainerLink,
} from "../training/process/messages.ts"
export { TrainerWork } from "../training/process/work.ts"
