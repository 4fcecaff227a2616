import type { farm as codes } from "../../contract/codes/farm.ts"
import type { WordsOf } from "../words-of.ts"

export const farm: WordsOf<typeof codes> = {
  farm: {
    no_key: {
      message: "The farm's key is missing, or has fewer than {fewest} letters.",
      next: "Set IAMG_FARM_KEY to the same long random text on every machine of the farm, from openssl rand -hex 32.",
    },
    bad_address: {
      message: "The address can't be used: {problem}.",
      next: "Correct the address. README, “Draw on many machines”, has examples.",
    },
    queue_unreachable: {
      message: "The queue can't be reached: {reason}.",
      next: "Look whether Redis or Valkey is running there, and whether the address and the password are right.",
    },
    queue_evicts: {
      message: "The queue may throw jobs away when its memory is full: its maxmemory-policy is {policy}.",
      next: "Set maxmemory-policy to noeviction in Redis or Valkey, and start again.",
    },
    store_failed: {
      message: "The farm's store doesn't work: {reason}.",
      next: "Look whether the store is running, has room left, and takes your keys.",
    },
    too_large: {
      message: "A file in the farm's store is larger than {most}, so it wasn't read.",
      next: "Look who else writes into the store. iamg farm purge removes what is there.",
    },
    bad_job: {
      message: "A job in the queue can't be used: {problem}.",
      next: "Look whether every machine has the same IAMG_FARM_KEY and the same version of the studio.",
    },
    bad_result: {
      message: "A picture in the farm's store can't be used: {problem}.",
      next: "Look whether every machine has the same IAMG_FARM_KEY. The picture is drawn again when it is asked for.",
    },
    blob_changed: {
      message: "A file of the catalog is missing, or is not what it was when it was imported.",
      next: "Check the workspace: iamg workspace check.",
    },
    blob_gone: {
      message: "A file that the picture is drawn from is no longer in the farm's store.",
      next: "Start the image set again: it sends what is missing.",
    },
    bad_blob: {
      message: "A file in the farm's store is damaged.",
      next: "Remove it with iamg farm purge, and start the image set again.",
    },
    not_on_list: {
      message:
        "{adapter, select, none {The worker doesn't have the pack “{pack}”.} other {The worker doesn't have the adapter “{adapter}” for the pack “{pack}”.}}",
      next: "Start the worker with --pack, --adapter and --lora for it.",
    },
    no_tagger: {
      message: "The worker doesn't have the tagger “{tagger}”.",
      next: "Start the worker with --pack for the pack's own tagger, or with --endpoint and --model for an endpoint.",
    },
    other_arithmetic: {
      message:
        "The picture was asked for by another version of the studio (it draws by revision {wanted}, this one by {found}).",
      next: "Install the same version on every machine of the farm.",
    },
    result_gone: {
      message: "The picture is no longer in the farm's store.",
      next: "Open it in the studio and draw it again: its settings are kept.",
    },
    store_unknown: {
      message: "The picture lies in a farm's store that isn't on your list of farms.",
      next: "Enter that farm in Settings → Farm, or with iamg farm add.",
    },
    unit_failed: {
      message: "The farm could not draw it: {reason}.",
      next: "Look into the worker's messages, then start the image set again: it asks for what is missing.",
    },
    unknown: {
      message:
        "{known, select, none {There is no farm yet, so none is called “{farm}”} other {There is no farm “{farm}”, but there are {known}}}.",
      next: "Settings → Farm, or iamg farm add, makes one.",
    },
    name_taken: {
      message: "There is a farm “{farm}” already.",
      next: "Choose another name.",
    },
    too_many: {
      message: "More than {most} farms can't be kept.",
      next: "Remove one that isn't used any more.",
    },
    bad_list: {
      message: "The list of farms can't be read: {file}.",
      next: "Repair the file, or remove it and enter the farms again.",
    },
    no_metrics: {
      message: "Metrics can't be served at {host}, port {port}: {reason}.",
      next: "Give --metrics another port, or another address of this machine.",
    },
    list_unwritable: {
      message: "The list of farms can't be written: {reason}.",
      next: "Look whether the folder of your data can be written and has room left.",
    },
    store_scheme: "a store is a folder or s3://bucket/prefix",
    s3_form: "a bucket's address has the form s3://bucket/prefix",
    s3_endpoint: "on another machine, a store must be reached by https",
    queue_form: "the queue's address has the form redis://host:port or rediss://host:port",
    queue_open:
      "on another machine, a queue must have a password and be reached by rediss, which is encrypted",
    bad_tag: "“{tag}” is no tag: letters, digits and hyphens, at most 20",
    no_unit: "it is no recipe that this version knows",
    other_key: "it wasn't made with this farm's key",
    other_ask: "it holds another recipe than its name says",
    stalled: "the workers that began to draw it ended several times",
    password_in_address:
      "a password doesn't belong in the address, which is kept in a file: enter it separately",
    store_forgets: "what was just put there can't be read again",
    forgets:
      "The queue keeps nothing when its server stops: its append-only file is off (appendonly yes turns it on). The set then asks again for what is missing.",
    clock_off:
      "This machine's clock is {seconds} seconds off the queue's: set it, or retries come at odd times.",
  },
}
