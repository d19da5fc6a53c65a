// The browser's time zone: into a hidden field ([data-browser-zone]), or as an offer beside a choice
// ([data-zone-choice] and [data-zone-offer] with its words, in which {zone} is replaced). Nothing to tell.
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const hidden = document.querySelector("[data-browser-zone]");
const choice = document.querySelector("[data-zone-choice]");
const offer = document.querySelector("[data-zone-offer]");

if (hidden && zone) hidden.value = zone;

if (choice && offer && zone !== choice.value && [...choice.options].some((option) => option.value === zone)) {
  const words = offer.querySelector("[data-words]");
  words.textContent = words.dataset.words.replace("{zone}", zone);
  offer.querySelector("button").addEventListener("click", () => {
    choice.value = zone;
    offer.hidden = true;
  });
  offer.hidden = false;
}
