/** Where lines go. `console` is one. */
export interface Logger {
  /**
   * What happens, for looking for a mistake.
   * @param message One line, without secrets and telephone numbers.
   */
  debug(message: string): void;
  /**
   * What has happened.
   * @param message One line, without secrets and telephone numbers.
   */
  info(message: string): void;
  /**
   * What is not as it should be.
   * @param message One line, without secrets and telephone numbers.
   */
  warn(message: string): void;
  /**
   * What has failed.
   * @param message One line, without secrets and telephone numbers.
   */
  error(message: string): void;
}

/** Which lines are wanted: those of this level and the ones that are worse. */
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'off';

const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'off'];

/**
 * Silent unless the application asks: by a logger (then from `warn` on), or by a level (then to the console).
 * @internal
 */
export function logTo(logger: Logger | undefined, level: LogLevel | undefined): (level: string, line: string) => void {
  const least = LEVELS.indexOf(level ?? (logger ? 'warn' : 'off'));
  const target = logger ?? (console as Logger);
  return (of, line) => {
    const at = LEVELS.indexOf(of as LogLevel);
    if (at >= least && of !== 'off') target[of as Exclude<LogLevel, 'off'>](`[voip] ${line}`);
  };
}
