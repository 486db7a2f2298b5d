/** Somebody outside the company, or a service of the telephone system. */
export interface OutsideContact {
  number: string;
  name: string;
  detail: string;
}

/** Numbers from the range that is reserved for fiction; the development server answers them itself. */
export const outsideContacts: readonly OutsideContact[] = [
  { number: '+12025550143', name: 'Harbour Dental', detail: 'Customer' },
  { number: '+13125550178', name: 'North Pier Logistics', detail: 'Supplier' },
  { number: '+17865550112', name: 'Marina Costa', detail: 'Customer' },
];

/** Services that every tenant has. */
export const services: readonly OutsideContact[] = [
  { number: '9196', name: 'Echo test', detail: 'Says back what you say' },
  { number: '9197', name: 'Hold music', detail: 'Plays until you hang up' },
];

/** Groups the digits of a North American number; others are shown as they are. */
export function formatNumber(number: string): string {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return match ? `+1 ${match[1]} ${match[2]} ${match[3]}` : number;
}

/** What the user typed, without the characters that only make it readable. */
export function dialable(input: string): string {
  return input.replace(/[\s().\-/]/g, '');
}
