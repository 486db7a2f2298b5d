import { mount } from 'svelte';
import { connect } from './session.js';
import Svelte from './Svelte.svelte';

const login = document.querySelector('#login');

login.onsubmit = async (event) => {
  event.preventDefault();
  mount(Svelte, { target: document.querySelector('#app'), props: await connect(login) });
};
