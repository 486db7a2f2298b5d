/**
 * `import '@cemscale/voip-sdk/element'` makes `<voip-phone>` known to the page. Where there is no DOM it does nothing. Its
 * declarations name types of the DOM: projects that import it have `dom` in `lib`.
 */
import { VoipPhoneElement } from './phone-element.js';

export { VoipPhoneElement };
export type { PhoneLabels } from './labels.js';

declare global {
  interface HTMLElementTagNameMap {
    'voip-phone': VoipPhoneElement;
  }
}

const { customElements: registry } = globalThis as { customElements?: CustomElementRegistry };
// Two copies of the package on a page: the first one stays.
if (registry && !registry.get('voip-phone')) registry.define('voip-phone', VoipPhoneElement);
