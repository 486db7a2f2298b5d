import { errorFrom } from './errors.js';
import type { DownloadProgress } from './model.js';

interface DownloadOptions {
  operation: string;
  /** How long nothing may come; 0 for ever. */
  timeoutMs: number;
  onProgress: ((progress: DownloadProgress) => void) | undefined;
  signal: AbortSignal | undefined;
}

type Reader = ReadableStreamDefaultReader<Uint8Array>;

/** The body of an answer as a stream that fails with the package's errors, and in time. @internal */
export function bodyOf(response: Response, options: DownloadOptions): ReadableStream<Uint8Array> {
  const { operation, timeoutMs, onProgress, signal } = options;
  const total = Number(response.headers.get('content-length') ?? NaN);
  let loaded = 0;
  let reader: Reader | undefined;
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;

  const end = (): void => {
    over = true;
    clearTimeout(timer);
    signal?.removeEventListener('abort', aborted);
  };
  // At once, whether or not anybody is reading.
  const fail = (error: Error): void => {
    if (over) return;
    end();
    controller.error(error);
    reader?.cancel(error).catch(() => {});
  };
  const aborted = (): void => fail(errorFrom({ kind: 'aborted', code: 'aborted', operation, cause: signal?.reason }));
  const late = (): void =>
    fail(errorFrom({ kind: 'timeout', code: 'timeout', operation, retryable: true, message: `Nothing came for ${timeoutMs} ms.` }));

  return new ReadableStream<Uint8Array>({
    start(own) {
      controller = own;
      signal?.addEventListener('abort', aborted);
      if (signal?.aborted) aborted();
    },
    async pull() {
      if (timeoutMs > 0 && timeoutMs < 2 ** 31) timer = setTimeout(late, timeoutMs);
      try {
        reader ??= await readerOf(response);
        const { done, value } = await reader.read();
        if (over) return;
        clearTimeout(timer);
        if (done) {
          end();
          controller.close();
          return;
        }
        loaded += value.byteLength;
        controller.enqueue(value);
      } catch (cause) {
        fail(errorFrom({ kind: 'network', code: 'network_error', operation, retryable: true, cause }));
        return;
      }
      try {
        onProgress?.(total >= loaded ? { loaded, total } : { loaded });
      } catch {
        // A listener that throws is the application's to find; the download goes on.
      }
    },
    cancel(reason) {
      end();
      return reader?.cancel(reason);
    },
  });
}

/** A `fetch` from elsewhere may give a body that is no such stream, or none. */
async function readerOf(response: Response): Promise<Reader> {
  const { body } = response;
  if (typeof body?.getReader === 'function') return body.getReader();
  return (await response.blob()).stream().getReader();
}
