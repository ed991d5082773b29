/** What the SDK would otherwise look for in files of this machine, while the engine's time goes on. */
export const SETTLED_CLIENT = {
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
  retryMode: 'standard',
  defaultsMode: 'standard',
  useFipsEndpoint: false,
  useDualstackEndpoint: false,
  userAgentAppId: 'local',
} as const;
