/* Small rules for work by keyboard, while a page that asks for them is shown. The page's own keys are its buttons'. */
if (!window.crosscheckKeys) {
  window.crosscheckKeys = true;
  let tabbed = false;
  const asked = () => document.querySelector('[class*="st-key-"][class*="_keyboard"]');
  window.addEventListener('pointerdown', () => { tabbed = false; }, true);
  window.addEventListener('keydown', (event) => {
    const at = document.activeElement;
    if (event.key === 'Tab') tabbed = true;
    if (!asked() || !at) return;
    // Enter and Escape leave a field, so that the keys mean decisions again.
    if (at.matches('input, textarea') && !at.closest('form, [data-testid="stForm"]')) {
      if (event.key === 'Escape' || event.key === 'Enter') setTimeout(() => at.blur(), 0);
      return;
    }
    // The cursor is in the field before the next letter comes: a word begun early must not be taken for keys.
    const field = !event.ctrlKey && !event.metaKey && !event.altKey && { n: '_note', q: '_quote' }[event.key.toLowerCase()];
    const input = field && document.querySelector(`[class*="st-key-"][class*="${field}"] input`);
    if (input) {
      event.preventDefault();
      event.stopImmediatePropagation();
      input.focus();
      return;
    }
    // Who tabbed to a link or button means that one by Enter, and not the page's own Enter.
    const item = at.matches('[role="menuitem"]');
    if (event.key === 'Enter' && (item || (tabbed && at.matches('a, button, summary, [role="button"]')))) {
      event.stopImmediatePropagation();
      if (item) at.click();
    }
  }, true);
}
