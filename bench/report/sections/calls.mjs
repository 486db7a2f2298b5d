export default {
  title: 'A thousand calls on one page',
  command: 'cargo xtask bench calls',
  minutes: 1,
  what: '',
  shows: () => ({ text: '' }),
  doesNotShow: '',
};
