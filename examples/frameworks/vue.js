import { createApp } from 'vue';
import { connect } from './session.js';
import Vue from './Vue.vue';

const login = document.querySelector('#login');

login.onsubmit = async (event) => {
  event.preventDefault();
  createApp(Vue, await connect(login)).mount('#app');
};
