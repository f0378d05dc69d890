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
    if (!window.socket.connected) timer = setTimeout(() => show(!window.socket.connected), 2000);
    window.socket.on("disconnect", () => (timer = setTimeout(() => show(true), 400)));
    window.socket.on("connect", () => show(false));
    window.addEventListener("offline", () => show(true));
    window.addEventListener("online", () => window.socket.connected && show(false));
  };
  window.addEventListener("pagehide", () => clearTimeout(timer));
  watch();
})();
