const keys: readonly [digit: string, letters: string][] = [
  ['1', ''], ['2', 'ABC'], ['3', 'DEF'],
  ['4', 'GHI'], ['5', 'JKL'], ['6', 'MNO'],
  ['7', 'PQRS'], ['8', 'TUV'], ['9', 'WXYZ'],
  ['*', ''], ['0', '+'], ['#', ''],
];

/** Twelve keys; what a digit does is the owner's business. */
export function KeyPad({ label, onDigit }: { label: string; onDigit: (digit: string) => void }) {
  return (
    <div className="keypad" role="group" aria-label={label}>
      {keys.map(([digit, letters]) => (
        <button key={digit} type="button" className="key" onClick={() => onDigit(digit)} aria-label={digit}>
          <span>{digit}</span>
          <small aria-hidden="true">{letters}</small>
        </button>
      ))}
    </div>
  );
}
