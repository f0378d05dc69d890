// The chat page in the browser: sends messages and button presses, keeps what is not answered yet, shows the steps of a turn.
// A message keeps its id until its answer is in the log, so that a lost connection, a reload or a second click never makes two of it.
(() => {
  const KEEP_TEXT_MS = 15 * 60 * 1000, KEEP_PRESS_MS = 60 * 1000;
  const find = (selector) => document.querySelector(selector);
  const key = (name) => `dinghuo-${name}:${find("#message").dataset.owner}`; // another person in this tab never sees or sends it
  const keep = (name, value) => { try { value ? sessionStorage.setItem(key(name), JSON.stringify(value)) : sessionStorage.removeItem(key(name)); } catch { /* private mode: only this page remembers */ } };
  const kept = (name) => { try { return JSON.parse(sessionStorage.getItem(key(name))); } catch { return null; } };
  const store = () => keep("unanswered", waiting.length ? waiting : null);
  let waiting = [], pinned = true, ready = false, browsing = -1;
  const rowOf = (id) => find(`[data-waiting="${CSS.escape(id)}"]`);
  const newId = () => "m" + Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  // To the end, but never past the beginning of the newest turn: a long answer is read from its top.
  const toEnd = () => {
    if (!pinned) return;
    const last = [...document.querySelectorAll(".turn, #pending > div")].pop(), foot = find(".composer").offsetHeight + find(".top").offsetHeight;
    const tall = last && last.offsetHeight > window.innerHeight - foot - 60;
    window.scrollTo({ top: tall ? last.getBoundingClientRect().top + window.scrollY - find(".top").offsetHeight - 12 : document.documentElement.scrollHeight });
  };
  const emit = (message) => emitEvent("chat_message", { id: message.id, text: message.text, action: message.action, files: (message.files || []).map((file) => file.token) });

  function send(text, action, files) {
    const message = { id: newId(), text, action: action || null, files: files || [], at: Date.now() };
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
    bubble.textContent = [message.text, ...(message.files || []).map((file) => `📎 ${file.name}`)].filter(Boolean).join("\n");
    row.append(bubble);
    find(".hello")?.remove();
    place.append(row);
    toEnd();
    setTimeout(() => { if (row.isConnected && !row.querySelector(".failed, .stopped-note")) waits(row); }, 150);
  }
  function waits(row) {
    if (row.querySelector(".waits")) return;
    row.append(find("#waiting").content.cloneNode(true));
    const status = row.querySelector(".status");
    row.querySelector(".stop").dataset.id = row.dataset.waiting;
    status.dataset.online = row.dataset.status || status.textContent;
    online(row);
    toEnd();
  }
  function online(row) {
    const status = row.querySelector(".status");
    if (status) status.textContent = window.socket?.connected ? status.dataset.online : status.dataset.offline;
  }
  function answered(id) {
    if (waiting.some((message) => message.id === id)) {
      waiting = waiting.filter((message) => message.id !== id);
      store();
    }
    rowOf(id)?.remove();
  }
  function press(button) {
    const action = button.dataset.action, id = button.dataset.id;
    if (action === "retry") return retry(id);
    if (action === "stop") return stop(id);
    if (action.startsWith("read:")) { button.closest("li").remove(); return emitEvent("chat_notice_read", { id: Number(action.slice(5)) }); }
    if (action.startsWith("say:")) return send(action.slice(4));
    button.dataset.spent = "yes";
    send(button.textContent.trim(), action);
    window.dinghuoRetire();
  }
  function retry(id) {
    const message = waiting.find((entry) => entry.id === id);
    rowOf(id)?.remove();
    if (message) { show(message); emit(message); }
  }
  // Stops waiting and showing. What the turn did by then is done, and is shown when it ends.
  function stop(id) {
    const row = rowOf(id);
    if (!row || row.querySelector(".stopped-note")) return;
    waiting = waiting.filter((message) => message.id !== id);
    store();
    emitEvent("chat_stop", { id });
    row.querySelector(".waits")?.remove();
    row.querySelector(".preview")?.remove();
    row.append(find("#stopped").content.cloneNode(true));
    window.dinghuoRetire();
    find("#message").focus();
  }
  window.dinghuoStep = (id, step) => {
    const row = rowOf(id);
    if (!row || row.querySelector(".stopped-note, .failed")) return;
    if (step.status) {
      row.dataset.status = step.status;
      const status = row.querySelector(".status");
      if (status) { status.dataset.online = step.status; online(row); }
    } else {
      let place = row.querySelector(".preview");
      if (!place) { place = document.createElement("div"); place.className = "preview"; row.querySelector(".mine").after(place); }
      place.insertAdjacentHTML("beforeend", step.html);
    }
    toEnd();
  };
  window.dinghuoFailed = (id, why) => {
    const row = rowOf(id);
    if (!row) return;
    row.querySelector(".waits")?.remove();
    row.querySelector(".preview")?.remove();
    if (row.querySelector(".failed, .stopped-note")) return;
    row.append(find("#failed").content.cloneNode(true));
    if (why) row.querySelector(".failed p").textContent = why;
    row.querySelector(".failed button").dataset.id = id;
    toEnd();
  };
  window.dinghuoPending = () => new Set(waiting.map((message) => message.action));
  function submit() {
    const field = find("#message"), hint = find("#too-long"), text = field.value.trim(), longest = Number(field.dataset.longest);
    hint.hidden = text.length <= longest;
    if (!hint.hidden) hint.textContent = hint.dataset.text.replace("{length}", text.length);
    if (!ready || text.length > longest || window.dinghuoFiles.busy()) return;
    const files = window.dinghuoFiles.take();
    if (!text && !files.length) return;
    fill("");
    keep("unsent", null);
    browsing = -1;
    send(text, null, files);
    field.focus();
  }
  function fill(text) {
    const field = find("#message");
    field.value = text;
    if (!CSS.supports("field-sizing", "content")) {
      field.style.height = "auto";
      field.style.height = `${field.scrollHeight + 2}px`;
    }
  }
  // One's own earlier messages, newest first; a button's words are not among them, so that no arrow key brings back a confirmation.
  function said() {
    const labels = new Set([...document.querySelectorAll("button[data-action]")].map((button) => button.textContent.trim()));
    return [...new Set([...document.querySelectorAll(".turn .mine")].map((bubble) => bubble.textContent).filter((text) => !labels.has(text)).reverse())];
  }
  function browse(step, event) {
    const field = event.target, texts = said(), atStart = field.selectionStart === 0 && field.selectionEnd === 0;
    if (browsing < 0 && (step < 0 || (field.value && !atStart))) return;
    if (browsing >= 0 && field.value !== texts[browsing]) { browsing = -1; return; }
    const next = Math.min(browsing + step, texts.length - 1);
    if (next < -1 || (next < 0 && browsing < 0)) return;
    event.preventDefault();
    if (browsing < 0) keep("unsent", field.value);
    browsing = next;
    fill(next < 0 ? kept("unsent") || "" : texts[next]);
    field.setSelectionRange(0, 0);
  }
  function leave(event) {
    if (browsing >= 0) { browsing = -1; fill(kept("unsent") || ""); return event.preventDefault(); }
    const open = [...document.querySelectorAll(".waits .stop")].pop();
    if (open) { stop(open.dataset.id); event.preventDefault(); }
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button || button.disabled) return;
    if (button.classList.contains("unfold")) pinned = false;
    else if (ready && button.dataset.action) press(button);
  });
  document.addEventListener("submit", (event) => { if (event.target.id === "composer") { event.preventDefault(); submit(); } });
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") return leave(event);
    if (event.target.id !== "message") return;
    if (event.key === "ArrowUp") browse(1, event);
    if (event.key === "ArrowDown") browse(-1, event);
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    submit();
  });
  document.addEventListener("input", (event) => {
    if (event.target.id !== "message") return;
    fill(event.target.value);
    browsing = -1;
    find("#too-long").hidden = true;
    keep("unsent", event.target.value);
  });
  window.addEventListener("scroll", () => { pinned = window.innerHeight + window.scrollY > document.documentElement.scrollHeight - 80; }, { passive: true });

  function start() {
    const log = find(".log"), field = find("#message");
    if (!log || !field || !find("#pending") || !window.socket?.connected || !window.dinghuoFiles) return setTimeout(start, 30);
    waiting = (kept("unanswered") || []).filter((message) => Date.now() - message.at < (message.action ? KEEP_PRESS_MS : KEEP_TEXT_MS));
    ready = true;
    const seen = () => { document.querySelectorAll(".turn").forEach((turn) => answered(turn.dataset.message)); window.dinghuoRetire(); };
    seen();
    let first = log.querySelector(".turn"), height = document.documentElement.scrollHeight;
    new MutationObserver(() => {
      seen();
      const now = log.querySelector(".turn");
      if (now !== first && first?.isConnected) window.scrollBy(0, document.documentElement.scrollHeight - height);
      else toEnd();
      first = now;
      height = document.documentElement.scrollHeight;
    }).observe(log, { childList: true, subtree: false, attributes: true, attributeFilter: ["data-ended"] });
    if (window.innerWidth < 640) field.placeholder = field.getAttribute("aria-label");
    fill(field.value || kept("unsent") || "");
    window.dinghuoFiles.start(kept, keep);
    waiting.forEach((message) => { show(message); emit(message); });
    const connected = () => document.querySelectorAll("[data-waiting]").forEach(online);
    window.socket.on("connect", () => { waiting.forEach(emit); connected(); });
    window.socket.on("disconnect", () => setTimeout(connected, 400));
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && emitEvent("chat_looked_at", {}));
    if (matchMedia("(hover: hover)").matches) field.focus({ preventScroll: true });
    toEnd();
    document.body.dataset.chat = "ready";
  }
  start();
})();
