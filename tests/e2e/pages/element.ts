// A page without a framework, as strict as pages can be.
import '@cemscale/voip-sdk/element';
import type { Call } from '@cemscale/voip-sdk/client';
import { audioStats } from './audio-stats';

const phone = document.querySelector('voip-phone')!;
const told: { name: string; detail: any }[] = [];
let last: Call | undefined;
for (const name of ['incoming', 'callended', 'statechange']) {
  document.addEventListener(name, (event) => {
    const { detail } = event as CustomEvent;
    if (detail.call) last = detail.call;
    told.push({ name, detail: detail.call ? { id: detail.call.id, state: detail.call.state } : detail });
  });
}
const blocked: string[] = [];
document.addEventListener('securitypolicyviolation', (event) => blocked.push(`${event.violatedDirective}: ${event.blockedURI}`));

Object.assign(window, {
  told,
  blocked,
  /** The attributes, then what is no attribute. */
  start(user: { username: string; domain: string; name: string; password: string }) {
    const attributes = {
      'ws-uri': `${location.origin.replace(/^http/, 'ws')}/sip`,
      'sip-domain': user.domain,
      extension: user.username,
      'display-name': user.name,
    };
    for (const [name, value] of Object.entries(attributes)) phone.setAttribute(name, value);
    phone.password = user.password;
  },
  harness: {
    async stats() {
      const call = phone.softphone?.calls.at(-1) ?? last;
      return audioStats(await call!.getStats());
    },
  },
});
document.body.dataset['ready'] = 'true';
