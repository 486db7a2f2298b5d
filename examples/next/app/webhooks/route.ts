import { parseWebhook, WebhookVerificationError } from '@cemscale/voip-sdk/webhooks';

export async function POST(request: Request): Promise<Response> {
  try {
    // The raw body: the signature is over its octets.
    const hook = parseWebhook(await request.arrayBuffer(), request.headers, (process.env.WEBHOOK_SECRET ?? '').split(','));
    if (hook.event === 'call.ended') console.log(`${hook.event} ${hook.data.callUuid}: ${hook.data.billsec} s`);
    else console.log(hook.event);
    return new Response(null, { status: 204 });
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return Response.json({ error: error.code }, { status: 400 });
  }
}
