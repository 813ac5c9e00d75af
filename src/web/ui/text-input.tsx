import { useEffect, useRef, useState, type InputHTMLAttributes } from 'react';

interface TextInputProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  /** The value as text. */
  text: string;
  onText: (text: string) => void;
}

/** An input that keeps what is typed while it has the focus: `1.` does not turn into `1` under the cursor. */
export function TextInput({ text, onText, className = '', ...rest }: TextInputProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const isPath = className.includes('mono');
  // Of a long path the end tells more than the front.
  useEffect(() => {
    if (isPath && typed === null && input.current) input.current.scrollLeft = input.current.scrollWidth;
  }, [isPath, text, typed]);
  return (
    <input
      {...rest}
      ref={input}
      className={`in ${className}`}
      value={typed ?? text}
      spellCheck={false}
      autoComplete="off"
      onChange={(event) => {
        setTyped(event.target.value);
        onText(event.target.value);
      }}
      onBlur={(event) => {
        setTyped(null);
        rest.onBlur?.(event);
      }}
      onKeyDown={(event) => {
        // Undo and redo are the document's.
        if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'z') setTyped(null);
        rest.onKeyDown?.(event);
      }}
    />
  );
}
