const { APIGatewayClient, UpdateStageCommand } = require('@aws-sdk/client-api-gateway');

const gateway = new APIGatewayClient({});

/** A custom resource that sends its patch operations in one UpdateStage call when it is created, and does nothing else. */
exports.handler = async (event) => {
  const { RequestType, ResponseURL, StackId, RequestId, LogicalResourceId, ResourceProperties } = event;
  let result = { Status: 'SUCCESS' };
  try {
    if (RequestType === 'Create') {
      const { restApiId, stageName, patchOperations } = ResourceProperties;
      await gateway.send(new UpdateStageCommand({ restApiId, stageName, patchOperations }));
    }
  } catch (error) {
    result = { Status: 'FAILED', Reason: `${error.name} ${error.message}` };
  }
  const body = JSON.stringify({ ...result, PhysicalResourceId: LogicalResourceId, StackId, RequestId, LogicalResourceId });
  // The URL is signed for an empty content type.
  await fetch(ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
};
