export default {
  title: 'Sizes',
  command: 'cargo xtask bench sizes',
  minutes: 1,
  what: '',
  shows: () => ({ text: '' }),
  doesNotShow: '',
};
