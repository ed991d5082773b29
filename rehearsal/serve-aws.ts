import { LocalAws } from './local-aws';

export interface ServeAwsOptions {
  /** @default - any free port */
  readonly port?: number;
}

/** An engine that answers on loopback. */
export interface ServedAws {
  /** For `AWS_ENDPOINT_URL` and `--endpoint-url`, for instance `http://127.0.0.1:4566`. */
  readonly endpointUrl: string;
  /** What the AWS CLI, the CDK CLI and SDK clients need in their environment: endpoint, region, account and credentials that are none. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where clients find a stage, for instance `http://127.0.0.1:4566/restapis/a1b2c3d4e5/prod/_user_request_`. Paths follow. */
  stageUrl(restApiId: string, stageName: string): string;
  /** Ends the endpoint and the engine. */
  close(): Promise<void>;
}

/**
 * Serves an engine to the CDK CLI, the AWS CLI, SDK clients and to clients of its stages, all on one port.
 *
 * The engine should follow the real time, because the CDK CLI shows no events that are older than itself.
 *
 * @example
 * const served = await serveAws(new LocalAws({ clock: new RealTimeClock() }), { port: 4566 });
 */
export async function serveAws(aws: LocalAws, options: ServeAwsOptions = {}): Promise<ServedAws> {
  const { endpointUrl } = await aws.listen(options.port);
  return {
    endpointUrl,
    environment: {
      AWS_ENDPOINT_URL: endpointUrl,
      AWS_REGION: aws.region,
      AWS_DEFAULT_REGION: aws.region,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stageUrl: (restApiId, stageName) => `${endpointUrl}/restapis/${restApiId}/${stageName}/_user_request_`,
    close: () => aws.close(),
  };
}
