import type { ReactNode } from 'react';

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

const handset =
  'M5 5.6C5 4.7 5.7 4 6.6 4h2.1c.6 0 1.2.4 1.3 1l.9 2.9c.2.6-.1 1.2-.6 1.6L9 10.3a12 12 0 0 0 4.7 4.7l.8-1.3c.4-.5 1-.8 1.6-.6l2.9.9c.6.1 1 .7 1 1.3v2.1c0 .9-.7 1.6-1.6 1.6C11.3 19 5 12.7 5 5.6Z';

export const PhoneIcon = () => <Icon><path d={handset} /></Icon>;
export const HangupIcon = () => <Icon><path d={handset} transform="rotate(135 12 12)" /></Icon>;
export const MicIcon = () => <Icon><rect x="9" y="3.5" width="6" height="11" rx="3" /><path d="M5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3" /></Icon>;
export const MicOffIcon = () => <Icon><path d="M9 9.5v2a3 3 0 0 0 5 2.2M15 11V6.5a3 3 0 0 0-5.7-1.3M5.5 11.5a6.5 6.5 0 0 0 10.6 5M18.5 11.5c0 .7-.1 1.4-.3 2M12 18v3M4 4l16 16" /></Icon>;
export const PauseIcon = () => <Icon><path d="M9 6v12M15 6v12" /></Icon>;
export const PlayIcon = () => <Icon><path d="M8 5.5v13l10-6.5Z" /></Icon>;
export const HeadsetIcon = () => <Icon><path d="M4.5 14v-2a7.5 7.5 0 0 1 15 0v2M19.5 17.5v.5a2.5 2.5 0 0 1-2.5 2.5h-3.5" /><rect x="3.5" y="13" width="4" height="5.5" rx="1.6" /><rect x="16.5" y="13" width="4" height="5.5" rx="1.6" /></Icon>;
export const KeypadIcon = () => (
  <Icon>
    {[6, 12, 18].flatMap((y) => [6, 12, 18].map((x) => <circle key={`${x}${y}`} cx={x} cy={y} r="1.2" />))}
  </Icon>
);
export const BackspaceIcon = () => <Icon><path d="M9 6h10a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 19 18H9l-5.5-6ZM12 9.8l4.4 4.4M16.4 9.8 12 14.2" /></Icon>;
export const PeopleIcon = () => <Icon><circle cx="9" cy="8.5" r="3.2" /><path d="M3.5 19c.4-3.3 2.6-5.2 5.5-5.2s5.1 1.9 5.5 5.2M15.5 5.6a3.2 3.2 0 0 1 0 5.8M17.2 14.2c1.9.7 3.1 2.4 3.3 4.8" /></Icon>;
export const ClockIcon = () => <Icon><circle cx="12" cy="12" r="8.2" /><path d="M12 7.5V12l3.2 2" /></Icon>;
export const OutgoingIcon = () => <Icon><path d="M7 17 17 7M9.5 7H17v7.5" /></Icon>;
export const IncomingIcon = () => <Icon><path d="M17 7 7 17M14.5 17H7V9.5" /></Icon>;
export const CloseIcon = () => <Icon><path d="M6.5 6.5l11 11M17.5 6.5l-11 11" /></Icon>;
export const PlusIcon = () => <Icon><path d="M12 5.5v13M5.5 12h13" /></Icon>;
export const SunIcon = () => <Icon><circle cx="12" cy="12" r="3.8" /><path d="M12 3v2.2M12 18.8V21M3 12h2.2M18.8 12H21M5.6 5.6l1.6 1.6M16.8 16.8l1.6 1.6M18.4 5.6l-1.6 1.6M7.2 16.8l-1.6 1.6" /></Icon>;
export const MoonIcon = () => <Icon><path d="M19.5 14.3A8 8 0 0 1 9.7 4.5a8 8 0 1 0 9.8 9.8Z" /></Icon>;
