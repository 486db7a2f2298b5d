// Receives webhooks: WEBHOOK_SECRET=… PORT=3000 node server.mjs
import { parseWebhook, WebhookVerificationError } from '@cemscale/voip-sdk/webhooks';
import express from 'express';

const { PORT = '3000', WEBHOOK_SECRET = '' } = process.env;

/** Deliveries that were handled. With several processes this is a column with a unique index. */
const handled = new Set();

const app = express();

// The signature is over the raw body: no `express.json()` before this route.
app.post('/webhooks', express.raw({ type: () => true }), (request, response) => {
  let hook;
  try {
    hook = parseWebhook(request.body, request.headers, WEBHOOK_SECRET.split(','));
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    console.log(`refused, ${error.code}: ${error.message}`);
    response.status(400).json({ error: error.code });
    return;
  }
  // A delivery whose answer got lost comes again, with the id it had.
  if (hook.deliveryId === undefined || !handled.has(hook.deliveryId)) {
    handle(hook);
    if (hook.deliveryId !== undefined) handled.add(hook.deliveryId);
    if (handled.size > 10_000) handled.delete(handled.values().next().value);
  }
  // At once: work that takes long belongs into a queue, or the delivery is repeated meanwhile.
  response.status(204).end();
});

function handle(hook) {
  if (hook.event === 'call.ended') console.log(`${hook.event} ${hook.data.callUuid}: ${hook.data.status}, ${hook.data.billsec} s`);
  else if (hook.event === 'voicemail.new') console.log(`${hook.event} for extension ${hook.data.extension}: ${hook.data.duration} s`);
  else console.log(`${hook.event} of ${hook.timestamp}`);
}

const server = app.listen(Number(PORT), '127.0.0.1', (error) => {
  if (error) throw error;
  console.log(`listening on http://127.0.0.1:${server.address().port}/webhooks`);
});
