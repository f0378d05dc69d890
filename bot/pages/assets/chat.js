// The chat page in the browser: sends messages and button presses, keeps what is not answered yet, retires old buttons.
// A message keeps its id until its answer is in the log, so that a lost connection, a reload or a second click never makes two of it.
(() => {
  const KEEP_TEXT_MS = 15 * 60 * 1000, KEEP_PRESS_MS = 60 * 1000, DECIDING = /^(confirm|decline|answer):/;
  const find = (selector) => document.querySelector(selector);
  const key = (name) => `dinghuo-${name}:${find("#message").dataset.owner}`; // another person in this tab never sees or sends it
  const keep = (name, value) => { try { value ? sessionStorage.setItem(key(name), JSON.stringify(value)) : sessionStorage.removeItem(key(name)); } catch { /* private mode: only this page remembers */ } };
  const kept = (name) => { try { return JSON.parse(sessionStorage.getItem(key(name))); } catch { return null; } };
  const store = () => keep("unanswered", waiting.length ? waiting : null);
  let waiting = [], pinned = true, ready = false;
  const newId = () => "m" + Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  // To the end, but never past the beginning of the newest turn: a long answer is read from its top.
  const toEnd = () => {
    if (!pinned) return;
    const last = [...document.querySelectorAll(".turn, #pending > div")].pop(), foot = find(".composer").offsetHeight + find(".top").offsetHeight;
    const tall = last && last.offsetHeight > window.innerHeight - foot - 60;
    window.scrollTo({ top: tall ? last.getBoundingClientRect().top + window.scrollY - find(".top").offsetHeight - 12 : document.documentElement.scrollHeight });
  };
  const emit = (message) => emitEvent("chat_message", { id: message.id, text: message.text, action: message.action });

  function send(text, action) {
    const message = { id: newId(), text, action: action || null, at: Date.now() };
    waiting.push(message);
    store();
    pinned = true;
    show(message);
    emit(message);
  }
  function show(message) {
    const place = find("#pending"), row = document.createElement("div"), bubble = document.createElement("div");
    row.dataset.waiting = message.id;
    bubble.className = "mine";
    bubble.textContent = message.text;
    row.append(bubble);
    find(".hello")?.remove();
    place.append(row);
    toEnd();
    setTimeout(() => { if (row.isConnected && !row.querySelector(".failed")) { row.append(find("#waiting").content.cloneNode(true)); toEnd(); } }, 150);
  }
  function answered(id) {
    waiting = waiting.filter((message) => message.id !== id);
    store();
    find(`[data-waiting="${CSS.escape(id)}"]`)?.remove();
  }
  // A card that names a proposal (its "decline" button does) can be used while that proposal lives; any other until a newer version is shown.
  function retire() {
    const turns = [...document.querySelectorAll(".turn")], live = (find(".log").dataset.live || "").split(" ");
    const newest = turns.findLastIndex((turn) => turn.dataset.decides === "yes"), pressed = new Set(waiting.map((message) => message.action));
    turns.forEach((turn, place) => turn.querySelectorAll(".block").forEach((block) => {
      const buttons = [...block.querySelectorAll("button[data-action]")].filter((button) => DECIDING.test(button.dataset.action));
      const named = buttons.filter((button) => button.dataset.action.startsWith("decline:")).map((button) => button.dataset.action.slice(8));
      const old = named.length ? !named.some((id) => live.includes(id)) : place < newest || buttons.some((button) => button.dataset.spent);
      const busy = buttons.some((button) => pressed.has(button.dataset.action));
      buttons.forEach((button) => (button.disabled = old || busy));
    }));
  }
  function press(button) {
    const action = button.dataset.action;
    if (action === "retry") return retry(button.dataset.id);
    if (action.startsWith("say:")) return send(action.slice(4));
    button.dataset.spent = "yes";
    send(button.textContent.trim(), action);
    retire();
  }
  function retry(id) {
    const message = waiting.find((entry) => entry.id === id);
    find(`[data-waiting="${CSS.escape(id)}"]`)?.remove();
    if (message) { show(message); emit(message); }
  }
  window.dinghuoFailed = (id) => {
    const row = find(`[data-waiting="${CSS.escape(id)}"]`);
    if (!row) return;
    row.querySelector(".waiting")?.remove();
    if (row.querySelector(".failed")) return;
    row.append(find("#failed").content.cloneNode(true));
    row.querySelector("button").dataset.id = id;
    toEnd();
  };
  function submit() {
    const field = find("#message"), hint = find("#too-long"), text = field.value.trim(), longest = Number(field.dataset.longest);
    hint.hidden = text.length <= longest;
    if (!hint.hidden) hint.textContent = hint.dataset.text.replace("{length}", text.length);
    if (!ready || !text || text.length > longest) return;
    field.value = "";
    grow(field);
    keep("unsent", null);
    send(text);
    field.focus();
  }
  function grow(field) {
    if (CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.disabled) return;
    if (button.classList.contains("unfold")) pinned = false;
    else if (ready && button.dataset.action) press(button);
  });
  document.addEventListener("submit", (event) => { if (event.target.id === "composer") { event.preventDefault(); submit(); } });
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "message" || event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "message") return;
    grow(event.target);
    find("#too-long").hidden = true;
    keep("unsent", event.target.value);
  });
  window.addEventListener("scroll", () => { pinned = window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 80; }, { passive: true });

  function start() {
    const log = find(".log"), field = find("#message");
    if (!log || !field || !find("#pending") || !window.socket?.connected) return setTimeout(start, 30);
    waiting = (kept("unanswered") || []).filter((message) => Date.now() - message.at < (message.action ? KEEP_PRESS_MS : KEEP_TEXT_MS));
    ready = true;
    const seen = () => { document.querySelectorAll(".turn").forEach((turn) => answered(turn.dataset.message)); retire(); };
    seen();
    let first = log.querySelector(".turn"), height = document.documentElement.scrollHeight;
    new MutationObserver(() => {
      seen();
      const now = log.querySelector(".turn");
      if (now !== first && first?.isConnected) window.scrollBy(0, document.documentElement.scrollHeight - height);
      else toEnd();
      first = now;
      height = document.documentElement.scrollHeight;
    }).observe(log, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-live"] });
    if (window.innerWidth < 640) field.placeholder = field.getAttribute("aria-label");
    field.value = field.value || kept("unsent") || "";
    grow(field);
    waiting.forEach((message) => { show(message); emit(message); });
    window.socket.on("connect", () => waiting.forEach(emit));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && emitEvent("chat_looked_at", {}));
    if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
    toEnd();
    document.body.dataset.chat = "ready";
  }
  start();
})();
