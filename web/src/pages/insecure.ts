// Says at once, not after the last tap, that this address gets no camera.

type Place = { isSecureContext: boolean; port: string };

/** What `window` and `location` say of the page's address. */
export function placeOf(view: Window): Place {
  return { isSecureContext: view.isSecureContext, port: view.location.port };
}

export function showInsecure(root: ParentNode, place: Place): void {
  const notice = root.querySelector<HTMLElement>('[data-insecure]');
  if (notice === null || place.isSecureContext) return;
  for (const port of notice.querySelectorAll('[data-insecure-port]')) port.textContent = place.port === '' ? '' : `:${place.port}`;
  notice.hidden = false;
}
