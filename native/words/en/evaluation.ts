import type { evaluation as codes } from "../../contract/codes/evaluation.ts"
import type { WordsOf } from "../words-of.ts"

export const evaluation: WordsOf<typeof codes> = {
  evaluation: {
    too_few: {
      message:
        "Only {found, plural, one {# held-out user} other {# held-out users}} of the {source, select, interactions {interactions} other {personas}} can be measured; at least 2 are needed.",
      next: "Import more interactions, save more personas, hold out more users, or take all scenarios.",
    },
    lpips_weights: {
      message: "LPIPS can't be measured with these weights: {problem}.",
      next: "Give the state dict of the lpips package (version 0.1, net alex or vgg) as safetensors, or torchvision's AlexNet or VGG16 and the package's heads in a second file.",
    },
    other_study: {
      message: "{folder} holds another study, or one of another pack or adapter.",
      next: "Choose another folder, or ask for the very same study to go on with it.",
    },
    no_study: {
      message: "{folder} holds no study.",
      next: "Name the folder that iamg evaluate left (--out).",
    },
    no_choices: {
      message: "The study in {folder} has no finished images to choose between.",
      next: "Run methods, ablation or another study that draws images to its end first.",
    },
    unknown_study: {
      message: 'There is no study "{study}".',
      next: "It may have been deleted. Look at the list again.",
    },
    wrong_state: {
      message: "The study can’t be {wanted, select, pause {paused} other {resumed}} now.",
      next: "Look at its state again; it may have changed meanwhile.",
    },
    bad_baseline: {
      message: "The arm “{name}” can’t be compared: {problem}.",
      next: "Choose another name, pack or LoRA for it.",
    },
    unknown_baseline: {
      message: "There is no model pack and no LoRA “{source}” for the arm “{name}”.",
      next: "Name a pack’s folder, a downloaded pack, or a LoRA of the workspace (iamg loras lists them).",
    },
    baseline_taken: "the study has an arm of that name itself",
    baseline_twice: "two arms have that name",
    baseline_elsewhere: "only the study “methods” takes further arms",
    baseline_guided:
      "the U-Net of {pack} was made for few steps and takes guidance in another way, so the settings of the other arms don’t suit it",
    baseline_few_steps:
      "the LoRA {lora} makes pictures of few steps, so the settings of the other arms don’t suit it",
    baseline_fills: "the U-Net of {pack} fills in parts of a picture, and can’t draw from text alone",
    baseline_size:
      "the study draws {size} pixels a side, and {pack} can only draw multiples of {multiple, number}",
    no_network: "{files} has no tensor {tensor}, with which AlexNet and VGG16 begin",
    other_layer:
      "the tensor {tensor} in {files} has the shape {found}, and AlexNet has {alex} there, VGG16 {vgg}",
    other_network: "{files} is of another network, {network}, by the tensor {tensor}",
    untrained: "the tensor {tensor} in {file} holds numbers that no trained LPIPS has",
    no_lpips: "LPIPS isn’t measured: {reason}.",
  },
  preference: {
    no_endpoint: {
      message: "No endpoint is set that could judge images.",
      next: "Set one under Settings, Tagger, with a model that looks at images; the built-in tagger can't judge.",
    },
    bad_answers: {
      message: "{file} holds no answers to the questionnaire of this study: {problem}.",
      next: "Import the file that the questionnaire's last page saves, into the study it was made of.",
    },
    no_answers: {
      message: "Nobody has answered yet for the study in {folder}.",
      next: "Import the participants' files, or ask a judge.",
    },
    no_answers_file: "it is not such a file, or it was changed",
    other_study: "the answers are of another study",
    strange_answer: "answer {answer} does not rank the images of one of its trials",
    answered_twice: "it answers a trial twice",
    own_order: "Each participant saw items and images in an order of their own, without their methods.",
    judge_asked:
      "{model} at {host} was asked {rounds, plural, one {once} other {# times}} about each item, with the images one place further on each time.",
    not_counted:
      "{unread, number} of {asked, plural, one {# answer} other {# answers}} held no ranking and {unread, plural, one {doesn’t} other {don’t}} count; the same command asks again.",
  },
}
