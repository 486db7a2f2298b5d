// Set by the test before the page's scripts run, so that no password is in an address.
export const settings: {
  apiUrl: string;
  sipDomain: string;
  wsUri: string;
  extension: string;
  password: string;
  tenantId: string;
  number: string;
} = (window as any).widgetSettings;
