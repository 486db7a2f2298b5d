// A page that logs in and starts its phone in an effect, under StrictMode: React runs the effect twice.
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { useVoIP } from '@cemscale/voip-sdk';
import { settings } from './widget-settings';

let renders = 0;

function Phone() {
  const { apiUrl, sipDomain, wsUri, extension, password, tenantId } = settings;
  const voip = useVoIP({ apiUrl, sipDomain, wsUri });
  const { login, startPhone } = voip;
  useEffect(() => {
    login({ username: extension, password, tenantId }).then(() => startPhone(extension, password), () => undefined);
  }, [login, startPhone]);
  renders += 1;
  Object.assign(window, { voip, renders });
  return <p>{voip.isRegistered ? 'Online' : 'Offline'} {voip.currentCall?.state ?? 'idle'}</p>;
}

function Page() {
  const [shown, setShown] = useState(true);
  Object.assign(window, { setShown });
  return shown ? <Phone /> : <p>Nothing</p>;
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Page />
  </StrictMode>,
);
