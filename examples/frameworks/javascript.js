import { connect, hangup } from './session.js';

const login = document.querySelector('#login');
const app = document.querySelector('#app');

const element = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text }, more);

login.onsubmit = async (event) => {
  event.preventDefault();
  const { client, phone } = await connect(login);
  const state = element('p', '');
  const people = element('ul', '');
  const calls = element('ol', '');
  app.append(state, element('button', 'Call 9196', { onclick: () => phone.call('9196') }), calls, people);

  const drawPhone = () => {
    const snapshot = phone.getSnapshot();
    state.textContent = snapshot.state;
    calls.replaceChildren(...snapshot.calls.map((call) => {
      const row = element('li', `${call.remoteIdentity} ${call.state} `);
      row.append(element('button', 'Hang up', { onclick: () => hangup(phone, call.id) }));
      return row;
    }));
  };
  const drawPeople = () => {
    const rows = Object.entries(client.presence.getSnapshot());
    people.replaceChildren(...rows.map(([extension, { status }]) => element('li', `${extension} ${status}`)));
  };
  phone.subscribe(drawPhone);
  client.presence.subscribe(drawPeople);
  drawPhone();
  drawPeople();
};
