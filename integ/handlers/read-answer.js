const { APIGatewayClient, GetDeploymentCommand, GetExportCommand, GetStageCommand, UpdateStageCommand } = require('@aws-sdk/client-api-gateway');

const gateway = new APIGatewayClient({});

/** Makes the attempts, then says what the observed value means; a value that nobody foresaw stays undecided. */
exports.handler = async ({ restApiId, stageName, attempts, observed, meanings }) => {
  const outcomes = [];
  for (const patchOperations of attempts) {
    outcomes.push(`${patchOperations.map(({ value }) => value)}: ${await outcomeOf({ restApiId, stageName, patchOperations })}`);
  }
  const stage = await gateway.send(new GetStageCommand({ restApiId, stageName }));
  const value = await valueOf(observed, restApiId, stage);
  const [, meaning] = meanings.find(([candidate]) => candidate === '*' || candidate === value) ?? [];
  return {
    decided: meaning === undefined ? 'no' : 'yes',
    answer: [`${meaning ?? 'undecided'} (${observed}: ${value})`, ...outcomes].join('; '),
  };
};

async function valueOf(observed, restApiId, stage) {
  if (observed === 'canaryDeployment') return existence(restApiId, stage.canarySettings?.deploymentId);
  if (observed === 'exportedPaths') return exportedPaths({ restApiId, stageName: stage.stageName });
  return textOf(observed.split('.').reduce((object, key) => object?.[key], stage));
}

async function exportedPaths(address) {
  const { body } = await gateway.send(new GetExportCommand({ ...address, exportType: 'oas30', accepts: 'application/json' }));
  return Object.keys(JSON.parse(Buffer.from(body).toString()).paths).sort().join(' ');
}

const textOf = (value) => value !== null && typeof value === 'object' ? JSON.stringify(Object.fromEntries(Object.entries(value).sort())) : String(value);

async function outcomeOf(input) {
  try {
    const { deploymentId, canarySettings } = await gateway.send(new UpdateStageCommand(input));
    return `accepted (now deploymentId ${deploymentId}, percentTraffic ${canarySettings?.percentTraffic})`;
  } catch (error) {
    return `${error.name} ${error.message}`;
  }
}

async function existence(restApiId, deploymentId) {
  if (deploymentId === undefined) return 'no canary';
  try {
    await gateway.send(new GetDeploymentCommand({ restApiId, deploymentId }));
    return 'exists';
  } catch (error) {
    if (error.name === 'NotFoundException') return 'gone';
    throw error;
  }
}
