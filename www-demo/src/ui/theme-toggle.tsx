import { useEffect, useState } from 'react';
import { MoonIcon, SunIcon } from './icons';

type Theme = 'light' | 'dark';
const storageKey = 'voip-demo-theme';

function initial(): Theme {
  const stored = localStorage.getItem(storageKey);
  if (stored === 'light' || stored === 'dark') return stored;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Light or dark: what the system prefers until the user says otherwise. */
export function ThemeToggle() {
  const [theme, setTheme] = useState(initial);

  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);

  function toggle() {
    const next = theme === 'dark' ? 'light' : 'dark';
    localStorage.setItem(storageKey, next);
    setTheme(next);
  }

  return (
    <button type="button" className="icon-button" onClick={toggle} aria-label={theme === 'dark' ? 'Light theme' : 'Dark theme'}>
      {theme === 'dark' ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}
