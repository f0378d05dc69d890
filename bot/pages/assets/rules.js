// Dragging on the rules page: a fact from the palette onto the table, a row onto another. What was dropped where is told to the page; it decides.
(() => {
  const target = event => event.target.closest?.('.rules-table');
  document.addEventListener('dragstart', event => {
    const source = event.target.closest?.('[data-drag]');
    if (!source) return;
    event.dataTransfer.setData('text/plain', source.dataset.drag);
    event.dataTransfer.effectAllowed = 'move';
    document.body.dataset.dragging = source.dataset.drag.split(':')[0];
  });
  document.addEventListener('dragend', () => { delete document.body.dataset.dragging; });
  document.addEventListener('dragover', event => { if (target(event) && document.body.dataset.dragging) event.preventDefault(); });
  document.addEventListener('drop', event => {
    const table = target(event);
    const what = event.dataTransfer.getData('text/plain');
    if (!table || !document.body.dataset.dragging) return;
    event.preventDefault();
    delete document.body.dataset.dragging;
    emitEvent('rules_dropped', { what, over: event.target.closest('[data-row]')?.dataset.row || '' });
  });
})();
// An edit draws the table anew: who was typing or tabbing goes on where he was.
(() => {
  const keyOf = field => {
    const scope = field.closest('[data-row], [data-example]');
    return scope && `${scope.dataset.row ?? ''}|${scope.dataset.example ?? ''}|${field.getAttribute('aria-label') ?? ''}|${field.dataset.word ?? ''}|${field.dataset.act ?? ''}`;
  };
  let at = null, typing = null;
  document.addEventListener('focusin', event => { at = keyOf(event.target); });
  document.addEventListener('input', event => { typing = { key: keyOf(event.target), value: event.target.value }; });
  document.addEventListener('change', () => { typing = null; });
  window.rulesRefocus = () => requestAnimationFrame(() => {
    if (!at || document.activeElement !== document.body) return;
    const field = [...document.querySelectorAll('.rules input, .rules select, .rules button')].find(one => keyOf(one) === at);
    if (!field) return;
    if (typing && typing.key === at) field.value = typing.value;
    field.focus({ preventScroll: true });
  });
})();
