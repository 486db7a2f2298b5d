import { errorFrom } from './errors.js';
import type { DownloadProgress } from './model.js';

interface DownloadOptions {
  operation: string;
  /** How long nothing may come; 0 for ever. */
  timeoutMs: number;
  onProgress: ((progress: DownloadProgress) => void) | undefined;
  signal: AbortSignal | undefined;
}

/** The body of an answer as a stream that fails with the package's errors, and in time. @internal */
export function bodyOf(response: Response, options: DownloadOptions): ReadableStream<Uint8Array> {
  const { operation, timeoutMs, onProgress, signal } = options;
  const reader = (response.body ?? new Blob([]).stream()).getReader();
  const total = Number(response.headers.get('content-length') ?? NaN);
  let loaded = 0;
  let fail: (error: Error) => void = () => {};
  const failed = new Promise<never>((_, reject) => (fail = reject));
  // Looked at by the race below; nobody else has to.
  failed.catch(() => {});
  const aborted = (): void => fail(errorFrom({ kind: 'aborted', code: 'aborted', operation, cause: signal?.reason }));
  signal?.addEventListener('abort', aborted);
  if (signal?.aborted) aborted();
  const over = (): void => signal?.removeEventListener('abort', aborted);

  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const late = (): void =>
        fail(errorFrom({ kind: 'timeout', code: 'timeout', operation, retryable: true, message: `Nothing came for ${timeoutMs} ms.` }));
      const timer = timeoutMs > 0 && timeoutMs < 2 ** 31 ? setTimeout(late, timeoutMs) : undefined;
      try {
        const read = reader.read().catch((cause: unknown) => {
          throw errorFrom({ kind: 'network', code: 'network_error', operation, retryable: true, cause });
        });
        const { done, value } = await Promise.race([read, failed]);
        if (done) {
          over();
          controller.close();
          return;
        }
        loaded += value.byteLength;
        controller.enqueue(value);
        onProgress?.(total >= loaded ? { loaded, total } : { loaded });
      } catch (error) {
        over();
        controller.error(error);
        reader.cancel(error).catch(() => {});
      } finally {
        clearTimeout(timer);
      }
    },
    cancel(reason) {
      over();
      return reader.cancel(reason);
    },
  });
}
