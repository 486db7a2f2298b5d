import type { ReactNode } from 'react';
import type { UseVoIPResult } from '@cemscale/voip-sdk';

export function pageOf(React: unknown, sdk: unknown, more?: object, found?: (voip: UseVoIPResult) => void): () => ReactNode;
