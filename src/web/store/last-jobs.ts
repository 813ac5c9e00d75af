import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';

/** Which job was looked at last, by page and run root; as long as the tab is open. */
export const useLastJobs = create<Readonly<Record<string, string>>>()(
  persist(() => ({}), { name: 'last jobs', storage: createJSONStorage(() => sessionStorage) }),
);

export const lastJobKey = (page: string, runRoot: string): string => `${page} ${runRoot}`;
