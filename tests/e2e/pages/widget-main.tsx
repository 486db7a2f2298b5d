import { createRoot } from 'react-dom/client';
import { PhoneWidget } from './widget';

createRoot(document.getElementById('root')!).render(<PhoneWidget />);
