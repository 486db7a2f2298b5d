/** Initials on a calm ground; a number gets a hash sign. */
export function Avatar({ name, large = false }: { name: string; large?: boolean }) {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const initials = words.length > 0 ? `${words[0]!.charAt(0)}${words.length > 1 ? words.at(-1)!.charAt(0) : ''}` : '#';
  return (
    <span className={large ? 'avatar avatar-large' : 'avatar'} aria-hidden="true">
      {initials.toUpperCase()}
    </span>
  );
}
