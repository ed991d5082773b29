/** Answers GET /orders and GET /orders/{orderId}. */
exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ code: process.env.CODE, orders: [event.pathParameters?.orderId ?? '1'] }),
});
