import { create } from 'zustand';
import type { Session } from '../../server/api.ts';
import { ApiFailure, failureWords, get } from '../api.ts';
import { loginFromAddress } from '../login.ts';

interface SessionState {
  session: Session | null;
  /** Why there is none; `login`: the link must be opened again. */
  fault: { kind: 'login' | 'connection'; words: string } | null;
}

export const useSession = create<SessionState>(() => ({ session: null, fault: null }));

/** Logs in with the token of the address, if there is one, and asks who and where we are. */
export async function openSession(): Promise<void> {
  try {
    await loginFromAddress();
    useSession.setState({ session: await get<Session>('/api/session'), fault: null });
  } catch (error) {
    const kind = error instanceof ApiFailure && error.status < 500 ? 'login' : 'connection';
    useSession.setState({ fault: { kind, words: failureWords(error) } });
  }
}
