import { VoIPClient, VoIPError } from '@cemscale/voip-sdk/client';
import '@cemscale/voip-sdk/element';

const find = (id) => document.getElementById(id);
const made = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text, ...more });

find('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  const form = event.currentTarget;
  const { server, ...login } = Object.fromEntries(new FormData(form));
  find('problem').hidden = true;
  form.querySelector('button').disabled = true;
  try {
    await open(server.replace(/\/$/, ''), login);
    form.hidden = true;
    find('app').hidden = false;
  } catch (error) {
    find('problem').textContent = error instanceof VoIPError ? error.hint : String(error);
    find('problem').hidden = false;
  } finally {
    form.querySelector('button').disabled = false;
  }
});

/** Logs in, shows who is present and what happens, and gives the telephone to the element. */
async function open(server, { username, password, tenantId }) {
  const client = new VoIPClient({ apiUrl: server });
  const { user } = await client.login({ username, password, tenantId });
  const softphone = client.createSoftphone({
    wsUri: `${server.replace(/^http/, 'ws')}/sip`,
    sipDomain: user.sipDomain,
    extension: username,
    password,
  });
  await softphone.start();
  document.querySelector('voip-phone').softphone = softphone;

  client.connectWebSocket();
  client.presence.subscribe(() => showPeople(client.presence.getSnapshot(), softphone));
  client.onWsEvent('call_start', ({ data }) => say(`${data.caller} calls ${data.destination}`));
  client.onWsEvent('call_end', ({ data }) => say(`the call of ${data.caller} has ended after ${data.billsec} s`));
}

function showPeople(presence, softphone) {
  const rows = Object.values(presence).map(({ extension, name, status }) => {
    const row = made('li', '');
    const button = made('button', 'Call', { onclick: () => softphone.call(extension) });
    button.setAttribute('aria-label', `Call ${name ?? extension}`);
    row.append(made('span', `${extension} ${name ?? ''}`), made('span', status, { className: `presence ${status}` }), button);
    return row;
  });
  find('people').replaceChildren(...rows);
}

function say(text) {
  find('log').prepend(made('li', text));
  while (find('log').childElementCount > 20) find('log').lastElementChild.remove();
}
