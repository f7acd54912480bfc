// What somebody types lives in this tab alone, until it is judged or they sign out.
const KEY = "draft";

export function read(user) {
  try {
    const draft = JSON.parse(sessionStorage.getItem(KEY));
    return draft && draft.user === user ? draft : null;
  } catch {
    return null;
  }
}

export function write(draft) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(draft));
  } catch {
    // No room or no leave to store: the page still holds what was typed.
  }
}

export function forget() {
  sessionStorage.removeItem(KEY);
}

export function isKept() {
  return Boolean(sessionStorage.getItem(KEY));
}

// The judgement of a draft is there, so the draft has done its work. One that was not sent stays.
export function settle(user) {
  if (read(user)?.sent) forget();
}
