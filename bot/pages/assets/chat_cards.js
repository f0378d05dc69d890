// The cards of the chat: what can no longer be confirmed says why in place of its buttons, and a draft is copied as text.
(() => {
  const DECIDING = /^(confirm|confirm-all|decline|answer):/, NAMING = /^(?:decline|confirm-all):(.*)/;
  const json = (text) => { try { return JSON.parse(text || "{}"); } catch { return {}; } };
  // A card that names offers (its "decline" or "confirm all" button does) can be used while they all live; any other until a newer version is shown.
  window.dinghuoRetire = () => {
    const turns = [...document.querySelectorAll(".turn")], log = document.querySelector(".log");
    const ended = json(log.dataset.ended), sentences = json(document.querySelector("#said")?.dataset.ended);
    const newest = turns.findLastIndex((turn) => turn.dataset.decides === "yes"), pressed = window.dinghuoPending();
    turns.forEach((turn, place) => turn.querySelectorAll(".block").forEach((block) => {
      const buttons = [...block.querySelectorAll("button[data-action]")].filter((button) => DECIDING.test(button.dataset.action));
      if (!buttons.length) return;
      const named = buttons.flatMap((button) => button.dataset.action.match(NAMING)?.[1].split(",") || []);
      const over = named.map((id) => ended[id]).find(Boolean) || "";
      const old = named.length ? Boolean(over) : place < newest || buttons.some((button) => button.dataset.spent);
      const busy = buttons.some((button) => pressed.has(button.dataset.action));
      buttons.forEach((button) => (button.disabled = old || busy));
      if (over) close(block, buttons, sentences[over]);
    }));
  };
  function close(block, buttons, sentence) {
    if (block.querySelector(".offer-ended") || !sentence) return;
    const focused = block.contains(document.activeElement), said = document.createElement("p");
    buttons.forEach((button) => (button.hidden = true));
    block.querySelectorAll(".buttons").forEach((place) => (place.hidden = !place.querySelector("button:not([hidden])")));
    said.className = "small offer-ended";
    said.textContent = sentence;
    said.tabIndex = -1;
    block.append(said);
    if (focused) said.focus({ preventScroll: true });
  }
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    const text = button.dataset.copy;
    try { await navigator.clipboard.writeText(text); } catch { older(text); }
    const said = document.createElement("span");
    said.className = "copied small";
    said.setAttribute("role", "status");
    said.textContent = document.querySelector("#said")?.dataset.copied || "✓";
    button.parentElement.querySelector(".copied")?.remove();
    button.before(said);
    setTimeout(() => said.remove(), 2500);
  });
  function older(text) { // pages without TLS have no clipboard of their own
    const field = document.createElement("textarea");
    field.value = text;
    field.style.cssText = "position:fixed;opacity:0";
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
})();
