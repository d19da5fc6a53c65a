// <running-time data-since="…">: how long something runs, hours and minutes, counted on.
class RunningTime extends HTMLElement {
  connectedCallback() {
    this.show();
    this.timer = setInterval(() => this.show(), 15_000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  show() {
    const minutes = Math.max(0, Math.floor((Date.now() - new Date(this.dataset.since)) / 60_000));
    this.textContent = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
  }
}
customElements.define("running-time", RunningTime);
