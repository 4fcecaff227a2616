import type { updates as codes } from "../../contract/codes/updates.ts"
import type { WordsOf } from "../words-of.ts"

export const updates: WordsOf<typeof codes> = {
  update: {
    unreachable: {
      message: "{host} can’t be reached: {reason}.",
      next: "Check the connection to the internet, and try again later.",
    },
    refused: {
      message: "{host} did not give the list of updates (status {status, number}).",
      next: "Try again later. If it happens again, get the new version from where you got this one.",
    },
    not_ours: {
      message: "The list of updates at {host} is not signed by the makers of this program.",
      next: "Nothing was downloaded. Get the new version from where you got this one, and report this.",
    },
    unreadable: {
      message: "The list of updates at {host} can’t be read: {reason}.",
      next: "Try again later. If it happens again, get the new version from where you got this one.",
    },
    not_downloaded: {
      message: "Version {version} could not be downloaded: {reason}.",
      next: "Check the connection and the free space on the drive, and try again.",
    },
    damaged: {
      message: "The downloaded file of version {version} is not the one that its makers signed.",
      next: "It was deleted. Try again later.",
    },
    not_installed: {
      message: "Version {version} could not be installed: {reason}.",
      next: "The installed version stays. Get the new version from where you got this one.",
    },
    not_kept: {
      message: "The choice could not be saved: {reason}.",
      next: "Check that your data folder can be written to, and choose again.",
    },
    from_source: "This copy was started from its source code, so it does not update itself.",
    no_source: "This copy was packed without an address for updates.",
    not_appimage: "Only the AppImage updates itself on Linux. Get new versions from where you got this one.",
    not_writable: "The program can’t be replaced: the folder {folder} is not writable.",
  },
}
