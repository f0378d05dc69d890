// The bar that says when the connection is lost. NiceGUI reconnects by itself; nothing is lost meanwhile.
(() => {
  let timer = null;
  const show = (lost) => {
    clearTimeout(timer);
    timer = null;
    const bar = document.getElementById("connection");
    if (bar) bar.hidden = !lost;
  };
  const watch = () => {
    if (!window.socket) return setTimeout(watch, 50);
    document.querySelector(".side a.here")?.scrollIntoView({ inline: "nearest", block: "nearest" });
    if (!window.socket.connected) timer = setTimeout(() => show(!window.socket.connected), 2000);
    window.socket.on("disconnect", () => (timer = setTimeout(() => show(true), 400)));
    window.socket.on("connect", () => show(false));
    window.addEventListener("offline", () => show(true));
    window.addEventListener("online", () => window.socket.connected && show(false));
  };
  window.addEventListener("pagehide", () => clearTimeout(timer));
  watch();
})();

// Long lists fold after some rows; the button below them shows the rest and hides it again.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.unfold");
  if (!button) return;
  const open = button.getAttribute("aria-expanded") !== "true";
  button.closest("tbody").querySelectorAll("tr.folded").forEach((row) => (row.hidden = !open));
  button.setAttribute("aria-expanded", open);
  button.textContent = open ? button.dataset.less : button.dataset.more;
});

// On a phone the last place of the foot opens the other entries. Escape, a click elsewhere or the focus moving on closes them.
(() => {
  const more = () => document.querySelector(".side .more");
  const open = (yes) => more()?.setAttribute("aria-expanded", yes);
  const within = (target) => target.closest?.(".side .more, .side .rest");
  document.addEventListener("click", (event) => {
    if (event.target.closest(".side .more")) open(more().getAttribute("aria-expanded") !== "true");
    else if (!within(event.target)) open(false);
  });
  document.addEventListener("focusin", (event) => within(event.target) || open(false));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || more()?.getAttribute("aria-expanded") !== "true") return;
    open(false);
    more().focus();
  });
})();
