export default {
  title: 'What a phone costs the page',
  command: 'cargo xtask bench cost',
  minutes: 1,
  what: '',
  shows: () => ({ text: '' }),
  doesNotShow: '',
};
