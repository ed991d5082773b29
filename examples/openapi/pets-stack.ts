import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { integrateOperations, OpenApiDocument } from './integrate-operations';
import { CanaryRelease } from '../../lib';

export interface PetsStackProps {
  /** Stands for a change of the functions' code. */
  readonly code: string;
  /** Share of the requests for the canary release, in percent. @default - no canary */
  readonly percentTraffic?: number;
}

/** Pets, with one function for each operation of openapi.json. */
export class PetsStack extends Stack {
  constructor(scope: Construct, id: string, private readonly props: PetsStackProps) {
    super(scope, id);
    const document: OpenApiDocument = JSON.parse(readFileSync(path.join(__dirname, 'openapi.json'), 'utf8'));
    const versions: lambda.Version[] = [];
    const definition = integrateOperations(document, (operationId) => {
      const { currentVersion } = this.functionOf(operationId);
      versions.push(currentVersion);
      return `arn:${this.partition}:apigateway:${this.region}:lambda:path/2015-03-31/functions/${currentVersion.functionArn}/invocations`;
    });
    const api = new apigateway.SpecRestApi(this, 'Api', { apiDefinition: apigateway.ApiDefinition.fromInline(definition) });
    for (const version of versions) {
      version.addPermission('Invoke', { principal: new iam.ServicePrincipal('apigateway.amazonaws.com'), sourceArn: api.arnForExecuteApi() });
    }
    new CanaryRelease(this, 'Release', {
      api,
      canarySettings: props.percentTraffic === undefined ? undefined : { percentTraffic: props.percentTraffic },
    });
  }

  private functionOf(operationId: string): lambda.Function {
    return new lambda.Function(this, operationId, {
      runtime: lambda.Runtime.NODEJS_22_X,
      handler: `${operationId}.handler`,
      code: lambda.Code.fromAsset(path.join(__dirname, 'functions')),
      environment: { CODE: this.props.code },
    });
  }
}
