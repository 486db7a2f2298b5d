/**
 * The digits of the texts, in the order of their values: printable, and nothing that JavaScript, HTML or a tool that
 * quotes anew would have to escape. One digit is one of 0 to 85, after `|` of 86 more, after `~` of 172 more.
 */
export const DIGITS = '!#%&()*+,-./0123456789:;=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{}';
