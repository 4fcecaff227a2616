/** Names of what main and preload say to each other. */
export const channels = {
  /** Page → main. */
  connect: "studio:connect",
  restartEngine: "studio:restart-engine",
  setTheme: "studio:set-theme",
  choose: "studio:choose",
  watchEngine: "studio:watch-engine",
  watchUpdates: "studio:watch-updates",
  setAutomaticUpdates: "studio:set-automatic-updates",
  update: "studio:update",
  /** Main → page. */
  port: "studio:port",
  engine: "studio:engine",
  command: "studio:command",
  updates: "studio:updates",
} as const
