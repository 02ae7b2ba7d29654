// Makes our frames on this page as high as what they show. It believes only frames of ours, of where it came from.
(() => {
  const home = new URL(document.currentScript.src).origin;
  const frames = () => [...document.querySelectorAll("iframe")].filter(({ src }) => src.startsWith(`${home}/embed/`));
  addEventListener("message", ({ origin, source, data }) => {
    if (origin !== home || data?.type !== "rivalry-resize" || !(data.height > 0 && data.height < 2e4)) return;
    for (const frame of frames()) if (frame.contentWindow === source) frame.style.height = `${Math.ceil(data.height)}px`;
  });
  // Asked for a screen before it is seen, a frame has its height by then, and nothing jumps under the reader.
  const load = ({ isIntersecting, target }) => isIntersecting && (target.loading = "eager");
  const near = new IntersectionObserver((found) => found.forEach(load), { rootMargin: "100%" });
  for (const frame of frames()) {
    frame.contentWindow?.postMessage({ type: "rivalry-measure" }, "*");
    near.observe(frame);
  }
})();
