/** What can be dialled besides numbers. `*3`, `*70`, `*71XX` and `*97` depend on what the server offers. */
export const FeatureCodes = {
  /** Enter the tenant's conference room. */
  conference: '*3',
  /** Park the call; a slot is assigned. */
  park: '*70',
  /** Retrieve the call parked in slot XX: `FeatureCodes.retrieve.replace('XX', '01')`. */
  retrieve: '*71XX',
  /** Check voicemail. */
  voicemail: '*97',
  /** Echo test: you hear yourself. */
  echoTest: '9196',
  /** Hold music. */
  holdMusic: '9197',
} as const;

/** One of the codes. */
export type FeatureCode = (typeof FeatureCodes)[keyof typeof FeatureCodes];
